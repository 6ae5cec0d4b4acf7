// Teaches a trained model something else with few examples: LeNet, which knows ten digits, to tell even from odd ones. Only a new last layer is trained.
//   dotnet run -c Release --project samples/train-lenet && dotnet run -c Release --project samples/fine-tune
using OnnxPool;
using OnnxPool.Onnx;
using OnnxPool.Training;

const string Weight = "11.weight", Bias = "11.bias";
ModelProto model = ModelFile.Read("lenet.onnx");

// A new head: two classes where there were ten.
Replace(Weight, new Tensor(ElementType.Float, [2, 84]));
Replace(Bias, new Tensor(ElementType.Float, [2]));
model.Graph.Output[0].Type = ValueTypes.Tensor(ElementType.Float, [ValueTypes.UnknownDimension, 2]);

Examples digits = Digits.Fetch(".cache/digits", Console.WriteLine);
long[] parity = [.. digits.Labels.Values<long>().ToArray().Select(digit => digit % 2)];
(Examples train, Examples test) = new Examples(digits.Inputs, Tensor.Of(ElementType.Int64, [parity.Length], (ReadOnlySpan<long>)parity)).Split(200, 2000, seed: 1);

using var trainer = new Trainer(model, new TrainerOptions
{
    // The same as Frozen = ["0.*", "3.*", "7.*", "9.*"]: every other parameter keeps its bits.
    Gradient = new GradientOptions { Parameters = [Weight, Bias] },
    Optimizer = new Adam(0.01f),
});
Console.WriteLine($"before: {trainer.Evaluate(test).Accuracy:0.0000} of the test right");
trainer.Fit(train, new FitOptions { Epochs = 20, BatchSize = 20 });
Console.WriteLine($"after:  {trainer.Evaluate(test).Accuracy:0.0000} of the test right");
ModelFile.Write("even-or-odd.onnx", trainer.Export());

void Replace(string name, Tensor value)
{
    TensorProto old = model.Graph.Initializer.Single(t => t.Name == name);
    model.Graph.Initializer[model.Graph.Initializer.IndexOf(old)] = TensorConversion.ToProto(name, value);
}
