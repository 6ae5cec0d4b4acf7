using Microsoft.ML.OnnxRuntime;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>Times training steps of classifiers: gradients and the optimizer, against ONNX Runtime's forward pass on the same batch.</summary>
sealed class StepBench(Terminal terminal, BenchSettings settings)
{
    readonly int _batch = settings.Batch!.Value;

    public int Run()
    {
        BenchRun.RequireWritable(settings);
        (string Target, StepCase[] Cases)[] groups = [.. settings.Targets.Select(target => (target, (StepCase[])[Case(target)]))];
        var report = new StepBenchReport(settings, BenchRun.Measure(terminal, groups, one => one.Name, Measure));
        BenchRun.Write(terminal, report.Document, () => StepBenchJson.Serialize(report));
        return ExitStatus.Good;
    }

    StepCase Case(string name)
    {
        ModelProto model = TrainModel.Load(name, settings.Seed);
        try
        {
            ValueInfoProto input = ModelExamples.InputOf(model);
            long[] images = Shape(input), classes = Shape(model.Graph.Output[0]);
            if (classes.Length != 2) throw new InvalidPoolingException($"output '{Printable.Of(model.Graph.Output[0].Name)}'", Shapes.Format(classes), "two axes: examples and classes");
            var random = new Random(unchecked((int)settings.Seed));
            var inputs = new Tensor(ElementType.Float, images);
            foreach (ref float value in inputs.Values<float>()) value = random.NextSingle();
            var labels = new Tensor(ElementType.Int64, [_batch]);
            foreach (ref long label in labels.Values<long>()) label = random.NextInt64(classes[1]);
            var options = new TrainerOptions { Optimizer = TrainRecipe.Default(name).Optimizer, Threads = settings.Threads };
            return new StepCase(name, model, new Examples(inputs, labels), input.Name, options);
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(name, e);
        }
    }

    long[] Shape(ValueInfoProto value)
    {
        if (DeclaredType.Of(value.Type) is not { Type: ElementType.Float, Shape: { Count: > 1 } shape } || shape.Skip(1).Any(d => d < 1))
            throw new UnsupportedPoolingException($"'{Printable.Of(value.Name)}'", "another type than float, or sizes that are not declared", "a float with a size for every axis behind the batch");
        return [_batch, .. shape.Skip(1)];
    }

    StepResult Measure(StepCase one)
    {
        try
        {
            using var trainer = new Trainer(one.Model, one.Options);
            string[] outputs = [one.Model.Graph.Output[0].Name];
            using var forward = new OrtSession(
                ModelFile.ToBytes(one.Model), new OrtSettings { Threads = settings.Threads, Optimization = GraphOptimizationLevel.ORT_ENABLE_ALL });
            Dictionary<string, Tensor> feeds = new() { [one.Input] = one.Batch.Inputs };
            IReadOnlyList<double> times = CallBenchmark.Medians(
                settings.Seconds, () => forward.Run(feeds, outputs), () => trainer.Step(one.Batch, one.Options.Optimizer.LearningRate));
            return new StepResult(one.Name, $"{one.Options.Optimizer}", times[0], times[1]);
        }
        catch (OrtRefusedException e)
        {
            throw new InvalidModelException(one.Name, null, $"ONNX Runtime does not run it: {e.Message}", e);
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(one.Name, e);
        }
    }

    sealed record StepCase(string Name, ModelProto Model, Examples Batch, string Input, TrainerOptions Options);
}
