// Trains LeNet on 8,000 digits, tests it on 2,000 others, and writes a model for any ONNX Runtime.
//   dotnet run -c Release --project samples/train-lenet
using OnnxPool.Onnx;
using OnnxPool.Training;

Examples digits = Digits.Fetch(".cache/digits", Console.WriteLine);
(Examples train, Examples test) = digits.Split(8000, 2000);

ModelProto lenet = Sequential.Input(1, 28, 28)
    .Conv(6, 5, padding: 2).Relu().MaxPool(2)
    .Conv(16, 5).Relu().MaxPool(2)
    .Flatten().Linear(120).Relu().Linear(84).Relu().Linear(10).Build();

const int Epochs = 15;
using var trainer = new Trainer(lenet, new TrainerOptions { Optimizer = new Adam(0.003f), Threads = Environment.ProcessorCount });
trainer.Fit(train, new FitOptions
{
    Epochs = Epochs,
    BatchSize = 32,
    Schedule = Schedules.Cosine(Epochs),
    Augment = Augmentations.Shift(2),
    Validation = test,
    Progress = new Progress<EpochReport>(r => Console.WriteLine($"epoch {r.Epoch}: loss {r.Loss:0.0000}, test accuracy {r.Validation!.Accuracy:0.0000}")),
});

ModelFile.Write("lenet.onnx", trainer.Export());
Console.WriteLine($"lenet.onnx: {trainer.Evaluate(test).Accuracy:0.0000} of the test right");
