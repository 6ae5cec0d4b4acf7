using System.CommandLine;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool train</c>.</summary>
static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "The model (.onnx), with one input, or a network for images of 28x28: sample, lenet." };
        model.Validators.Add(CommonOptions.RejectOptions);
        var file = new Option<string>("--out") { HelpName = "FILE", Description = "Where the trained model is written.", Required = true };
        var data = new Option<string>("--data")
        {
            HelpName = "DATA",
            Description = "What it is trained on: digits (10,000 of MNIST, fetched on first use), INPUTS,LABELS (two files .npy, IDX, also packed by gzip, or .pb), "
                + "or a folder of test_data_set_N, each with input_0.pb and output_0.pb.",
            DefaultValueFactory = _ => TrainData.DigitsName,
        };
        var testData = new Option<string?>("--test-data") { HelpName = "DATA", Description = "What it is tested on after each epoch; a part of --data if absent." };
        Option<long?> train = CommonOptions.Number("--train", "N", "How many examples to train with; all others if absent.", 1, int.MaxValue);
        Option<long?> test = CommonOptions.Number("--test", "N", "How many examples to test with; a fifth of --data if absent.", 1, int.MaxValue);
        string[] losses = [.. LossNames.All.Where(l => l.Value != Loss.Output).Select(l => l.Key)];
        var loss = new Option<string>("--loss") { HelpName = string.Join('|', losses), Description = "What is minimized, the mean over the batch.", DefaultValueFactory = _ => losses[0] };
        var optimizer = new Option<string?>("--optimizer") { HelpName = string.Join('|', TrainRecipe.Rates.Keys), Description = "What moves the parameters; for sample sgd, otherwise adam if absent." };
        Option<double?> rate = CommonOptions.Amount("--rate", "R", "The learning rate.");
        Option<double?> momentum = CommonOptions.Amount("--momentum", "M", "How much of the last step goes on; 0.9 if absent. For momentum and nesterov.");
        Option<double?> decay = CommonOptions.Amount("--weight-decay", "D", "How much of a parameter is added to its gradient; for adamw how much goes away in each step, times the rate.");
        var schedule = new Option<string?>("--schedule") { HelpName = "NAME", Description = $"How the rate changes from epoch to epoch: {TrainRecipe.ScheduleForms}." };
        Option<double?> clip = CommonOptions.Amount("--clip", "NORM", "The greatest norm that all gradients together may have.");
        Option<long?> batch = CommonOptions.Number("--batch", "N", "Examples in a step; for sample 2, otherwise 32 if absent.", 1, int.MaxValue);
        Option<long?> epochs = CommonOptions.Number("--epochs", "N", "How many times every example is seen; for sample 40, for lenet 15, otherwise 10 if absent.", 1, 1_000_000);
        Option<long?> patience = CommonOptions.Number("--patience", "N", "End after so many epochs in which the loss of the test was not lower than ever before.", 1, 1_000_000);
        Option<long?> shift = CommonOptions.Number("--shift", "N", "Move each image by up to so many pixels, anew in every epoch; for sample and lenet 2, otherwise 0 if absent.", 0, 1000);
        var frozen = new Option<string[]>("--freeze") { HelpName = "NAME", Description = "An initializer that stays as it is, or the start of several with * behind it. May be repeated." };
        var checkpoint = new Option<string?>("--checkpoint")
        {
            HelpName = "FILE",
            Description = "Where the run is kept after each epoch; if it is there, the run goes on from it. Otherwise a file beside --out, which goes away at the end.",
        };
        Option<long?> threads = CommonOptions.Number("--threads", "T", "Threads inside an operator; as many as there are processors if absent. Results depend on it.", 1, 256);
        var report = new Option<string?>("--report") { HelpName = "FILE.html", Description = "Write a page with loss and accuracy over epochs, predictions and a confusion matrix." };
        Option<string?> json = CommonOptions.Json();
        Option<long> seed = CommonOptions.Seed();
        var command = new Command("train", "Train a model and write the trained one, for any ONNX Runtime.\n\n"
            + "  onnxpool train lenet --out lenet.onnx --report lenet.html\n"
            + "  onnxpool train sample --data digits --train 1000 --out trained.onnx\n"
            + "  onnxpool train model.onnx --data images.npy,labels.npy --optimizer momentum --rate 0.05 --schedule cosine --epochs 20 --out trained.onnx\n"
            + "  onnxpool train model.onnx --data train-images-idx3-ubyte.gz,train-labels-idx1-ubyte.gz --freeze \"conv*\" --out trained.onnx\n\n"
            + "The same command gives the same bytes on the same machine, also when it is broken off and given again.")
        {
            model, file, data, testData, train, test, loss, optimizer, rate, momentum, decay, schedule, clip, batch, epochs, patience, shift, frozen, checkpoint, threads, report, json, seed,
        };
        // In a task of its own: only what is awaited can be interrupted.
        command.SetAction((parsed, interrupt) => Task.Run(() =>
        {
            TrainRecipe recipe = TrainRecipe.Default(parsed.GetValue(model)!);
            string name = parsed.GetValue(optimizer) ?? recipe.OptimizerName;
            float? usual = parsed.GetValue(optimizer) is null ? recipe.Optimizer.LearningRate : null;
            return new TrainRun(terminal, new TrainSettings
            {
                Arguments = [.. parsed.Tokens.Select(t => t.Value)],
                Model = parsed.GetValue(model)!,
                Data = parsed.GetValue(data)!,
                TestData = parsed.GetValue(testData),
                Train = (int?)parsed.GetValue(train),
                Test = (int?)parsed.GetValue(test),
                Loss = CommonOptions.Choose("--loss", parsed.GetValue(loss)!, losses.ToDictionary(l => l, l => LossNames.All[l])),
                Recipe = recipe with
                {
                    Optimizer = TrainRecipe.OptimizerOf(name, (float?)parsed.GetValue(rate) ?? usual, (float?)parsed.GetValue(momentum), (float)(parsed.GetValue(decay) ?? 0)),
                    OptimizerName = name,
                    Schedule = parsed.GetValue(schedule) ?? recipe.Schedule,
                    Batch = (int?)parsed.GetValue(batch) ?? recipe.Batch,
                    Epochs = (int?)parsed.GetValue(epochs) ?? recipe.Epochs,
                    Shift = (int?)parsed.GetValue(shift) ?? recipe.Shift,
                    Clip = parsed.GetValue(clip) is 0 ? throw new InvalidPoolingException("--clip", "0", "a number above 0") : (float?)parsed.GetValue(clip),
                    Patience = (int?)parsed.GetValue(patience),
                },
                Frozen = parsed.GetValue(frozen) ?? [],
                Out = parsed.GetValue(file)!,
                Checkpoint = parsed.GetValue(checkpoint),
                Report = parsed.GetValue(report),
                Json = parsed.GetValue(json),
                Threads = (int)(parsed.GetValue(threads) ?? Environment.ProcessorCount),
                Seed = parsed.GetValue(seed),
            }).Run(interrupt);
        }, CancellationToken.None));
        return command;
    }
}
