// The network of a small training framework: 16 filters of 3x3, maxima of 2x2, a fifth dropped, 64 features, on 1,000 digits.
// First as it was trained there (gradient descent at 0.01, batches of 2, ten epochs; 92.80 % of a small MNIST), then with better settings.
//   dotnet run -c Release --project samples/small-network
using OnnxPool.Onnx;
using OnnxPool.Training;

(Examples train, Examples test) = Digits.Fetch(".cache/digits", Console.WriteLine).Split(1000, 2000);

var asItWas = new FitOptions { Epochs = 10, BatchSize = 2 };
Console.WriteLine($"as it was trained: {Accuracy(asItWas):0.0000} of the test right");

// Images that are elsewhere in every epoch teach more, take longer, and are learned best by a rate that goes down to nothing.
var better = new FitOptions { Epochs = 40, BatchSize = 2, Augment = Augmentations.Shift(2), Schedule = Schedules.Cosine(40) };
Console.WriteLine($"with better settings: {Accuracy(better):0.0000} of the test right");

double? Accuracy(FitOptions options)
{
    ModelProto network = Sequential.Input(1, 28, 28).Conv(16, 3).MaxPool(2).Flatten().Dropout(0.2f).Linear(64).Relu().Linear(10).Build();
    using var trainer = new Trainer(network, new TrainerOptions { Optimizer = new Sgd(0.01f), Threads = Environment.ProcessorCount });
    trainer.Fit(train, options);
    return trainer.Evaluate(test).Accuracy;
}
