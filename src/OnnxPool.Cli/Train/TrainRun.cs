using System.Security.Cryptography;
using OnnxPool.Onnx;
using OnnxPool.Training;
using Spectre.Console;

namespace OnnxPool.Cli;

/// <summary>One run of <c>onnxpool train</c>: everything is looked at before the first step, and written after the last.</summary>
sealed class TrainRun(Terminal terminal, TrainSettings settings)
{
    public int Run(CancellationToken interrupt)
    {
        RequireOutputs();
        _ = settings.Recipe.Factor();
        ModelProto model = TrainModel.Load(settings.Model, settings.Seed);
        _ = OfModel(() => ModelExamples.InputOf(model));
        var data = TrainData.Load(settings, model, terminal.Error.WriteLine);
        using Trainer trainer = OfModel(() => new Trainer(model, Options(model, data)));
        foreach (string line in TrainText.Header(settings, data, trainer.Parameters)) terminal.Out.WriteLine(line);
        Resume(trainer);
        try
        {
            Fit(trainer, data, interrupt);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            terminal.WriteError(trainer.Epochs == 0 ? "interrupted in the first epoch; nothing is kept"
                : $"interrupted after epoch {trainer.Epochs}, which {settings.CheckpointFile} holds; the same command goes on from there");
            return ExitStatus.Failed;
        }
        ModelFile.Write(settings.Out, trainer.Export());
        var result = new TrainResult(
            settings, data, trainer.History, trainer.Parameters, trainer.Evaluate(data.Test), PlainRuntime.Evaluate(settings.Out, data.Test, settings.Loss, settings.Threads));
        terminal.Out.WriteLine(TrainText.Of(result));
        if (settings.Report is { } report) OutputFile.Write(report, TrainPage.Render(result));
        if (settings.Json is { } json) OutputFile.Write(json, TrainJson.Serialize(result));
        // Where the caller has not asked for it, it is only there for a run that was broken off.
        if (settings.Checkpoint is null) File.Delete(settings.CheckpointFile);
        return result.IsGood ? ExitStatus.Good : ExitStatus.Failed;
    }

    void RequireOutputs()
    {
        var taken = new Dictionary<string, string>();
        if (File.Exists(settings.Model)) taken[Path.GetFullPath(settings.Model)] = "the model";
        foreach ((string option, string? file) in ((string, string?)[])[("--out", settings.Out), ("--checkpoint", settings.CheckpointFile), ("--report", settings.Report), (CommonOptions.JsonName, settings.Json)])
        {
            if (file is null) continue;
            OutputFile.RequireWritable(option, file);
            if (!taken.TryAdd(Path.GetFullPath(file), option)) throw new OutputFileException($"{option}: found {file}, which is {taken[Path.GetFullPath(file)]}; allowed: another file");
        }
    }

    T OfModel<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(settings.Model, e);
        }
    }

    TrainerOptions Options(ModelProto model, TrainData data) => new()
    {
        Gradient = new GradientOptions { Loss = settings.Loss, Labels = data.Form, Frozen = settings.Frozen, Seed = settings.Seed },
        Optimizer = settings.Recipe.Optimizer,
        ClipNorm = settings.Recipe.Clip,
        Threads = settings.Threads,
        Run = $"{Convert.ToHexStringLower(SHA256.HashData(ModelFile.ToBytes(model)))} {data.Digest()} {settings.Seed} {settings.Recipe.Identity}",
    };

    void Resume(Trainer trainer)
    {
        if (!File.Exists(settings.CheckpointFile)) return;
        trainer.Load(settings.CheckpointFile);
        foreach (EpochReport report in trainer.History) terminal.Out.WriteLine(TrainText.Of(report, settings.Recipe.Epochs));
        terminal.Out.WriteLine(Printable.Of($"resumed after epoch {trainer.Epochs} from {settings.CheckpointFile}"));
    }

    void Fit(Trainer trainer, TrainData data, CancellationToken interrupt)
    {
        if (!terminal.ShowsProgress)
        {
            Fit(report => terminal.Out.WriteLine(TrainText.Of(report, settings.Recipe.Epochs)));
            return;
        }
        IReadOnlyList<EpochReport> reports = terminal.Progress().Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask("train", maxValue: settings.Recipe.Epochs);
            task.Value = trainer.Epochs;
            return Fit(report =>
            {
                task.Description = Markup.Escape(TrainText.Of(report, settings.Recipe.Epochs));
                task.Value = report.Epoch;
            });
        });
        // The bar and lines on the same terminal would write over each other.
        foreach (EpochReport report in reports) terminal.Out.WriteLine(TrainText.Of(report, settings.Recipe.Epochs));

        IReadOnlyList<EpochReport> Fit(Action<EpochReport> tell) => trainer.Fit(data.Train, new FitOptions
        {
            Epochs = settings.Recipe.Epochs,
            BatchSize = settings.Recipe.Batch,
            Augment = settings.Recipe.Shift > 0 ? Augmentations.Shift(settings.Recipe.Shift) : null,
            Schedule = settings.Recipe.Factor(),
            Validation = data.Test,
            Patience = settings.Recipe.Patience,
            Checkpoint = settings.CheckpointFile,
            Progress = new EpochListener(tell),
        }, interrupt);
    }

    // Told at once, where .NET's own would be told on another thread, after the next epoch has begun.
    sealed class EpochListener(Action<EpochReport> tell) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => tell(value);
    }
}
