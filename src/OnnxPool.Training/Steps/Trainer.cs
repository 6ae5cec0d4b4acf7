using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;

namespace OnnxPool.Training;

/// <summary>
/// Trains an ONNX model in ONNX Runtime: each step is one run of a model that computes loss, gradients and updates. Parameters and what the optimizer
/// keeps stay in ONNX Runtime from step to step. Calls are not to overlap.
/// </summary>
/// <remarks>The same model, options, examples and number of threads give the same bits, also when a run is broken off and goes on from its checkpoint.</remarks>
public sealed class Trainer : IDisposable
{
    readonly ModelProto _model;
    readonly TrainerOptions _options;
    readonly string _input;
    readonly string _run;
    readonly Dictionary<string, OrtValue> _values = [];
    readonly Lazy<InferenceSession> _evaluation;
    readonly bool _isRandom;
    StepModel _step;
    InferenceSession _session;

    /// <summary>Prepares training.</summary>
    /// <param name="model">A model with one input, of opset 7 and newer, without data in other files.</param>
    /// <param name="options">How.</param>
    /// <exception cref="PoolingException">As <see cref="GradientGraph.Build"/>; a model with no input or several.</exception>
    public Trainer(ModelProto model, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        (_model, _options) = (TrainableForm.Of(model), options);
        HashSet<string> initializers = [.. _model.Graph.Initializer.Select(t => t.Name)];
        string[] inputs = [.. _model.Graph.Input.Select(i => i.Name).Where(n => !initializers.Contains(n))];
        _input = inputs is [string only] ? only : throw new InvalidPoolingException("inputs", inputs.Length == 0 ? "none" : Printable.Of(string.Join(", ", inputs)), "one");
        _step = StepModel.Build(_model, options.Gradient, options.Optimizer, options.ClipNorm);
        _run = Convert.ToHexString(SHA256.HashData(ModelFile.ToBytes(_step.Model)));
        _isRandom = _step.Model.Graph.Node.Any(n => n.OpType.StartsWith("Random", StringComparison.Ordinal));
        _session = Open(_step.Model);
        _evaluation = new(() => Open(EvaluationModel.Build(_model, _options.Gradient, Trained, _step.Gradient.Output)));
        foreach (CarriedValue value in _step.Carried) _values[value.Input] = OrtTensors.ToOrt(value.Initial);
    }

    /// <summary>Steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Epochs so far.</summary>
    public int Epochs { get; private set; }

    /// <summary>The parameters that are trained, in the model's order.</summary>
    public IReadOnlyList<ParameterGradient> Parameters => _step.Gradient.Parameters;

    IEnumerable<string> Trained => _step.Gradient.Parameters.Select(p => p.Name).Concat(_step.Gradient.Statistics.Select(s => s.Name));

    /// <summary>One step on one batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="rate">The learning rate.</param>
    /// <returns>The loss and the output before the step.</returns>
    /// <exception cref="InvalidPoolingException">The loss is not finite; nothing has been changed. Or ONNX Runtime refuses the batch.</exception>
    public (double Loss, Tensor Output) Step(Examples batch, float rate)
    {
        ArgumentNullException.ThrowIfNull(batch);
        string[] names = [_input, .. Labels, StepModel.Rate, StepModel.Count, .. _step.Carried.Select(c => c.Input)];
        string[] outputs = [_step.Gradient.Loss, _step.Gradient.Output, .. _step.Carried.Select(c => c.Output)];
        List<OrtValue> feeds = Feeds(batch);
        feeds.Add(OrtTensors.ToOrt(Tensor.Of([], (ReadOnlySpan<float>)[rate])));
        feeds.Add(OrtTensors.ToOrt(Tensor.Of(ElementType.Int64, [], (ReadOnlySpan<long>)[Steps + 1])));
        try
        {
            OrtValue[] results = StepSession.Run(_session, names, [.. feeds, .. _step.Carried.Select(c => _values[c.Input])], outputs);
            double loss = OrtTensors.FromOrt(results[0]).ToDoubles()[0];
            Tensor output = OrtTensors.FromOrt(results[1]);
            results[0].Dispose();
            results[1].Dispose();
            if (!double.IsFinite(loss))
            {
                foreach (OrtValue result in results[2..]) result.Dispose();
                throw new InvalidPoolingException($"loss of step {Steps + 1}", $"{loss}{Blame(names, feeds)}", "a finite one; a lower learning rate or clipped gradients may help");
            }
            for (int i = 0; i < _step.Carried.Count; i++)
            {
                string name = _step.Carried[i].Input;
                _values[name].Dispose();
                _values[name] = results[i + 2];
            }
            Steps++;
            return (loss, output);
        }
        finally
        {
            foreach (OrtValue feed in feeds) feed.Dispose();
        }
    }

    /// <summary>Goes through examples until the epochs are over, or nothing gets better any more.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="options">How long, in what order.</param>
    /// <param name="cancellation">Stops between two steps; the checkpoint is that of the last whole epoch.</param>
    /// <returns>What came of each epoch of this call.</returns>
    /// <exception cref="InvalidPoolingException">As <see cref="Step"/>; a label that the model has no class for.</exception>
    /// <exception cref="InvalidModelException">The checkpoint is of another run, or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<EpochReport> Fit(Examples examples, FitOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(options);
        if (options.BatchSize < 1) throw new InvalidPoolingException("batch size", $"{options.BatchSize}", "1 or more");
        RequireLabels(examples);
        if (options.Validation is not null) RequireLabels(options.Validation);
        if (options.Checkpoint is not null && File.Exists(options.Checkpoint)) Load(options.Checkpoint);
        List<EpochReport> reports = [];
        (double best, int since) = (double.PositiveInfinity, 0);
        while (Epochs < options.Epochs && !(since >= options.Patience))
        {
            EpochReport report = RunEpoch(examples, options, cancellation);
            reports.Add(report);
            if (options.Checkpoint is not null) Save(options.Checkpoint);
            options.Progress?.Report(report);
            double reached = report.Validation?.Loss ?? report.Loss;
            (best, since) = reached < best ? (reached, 0) : (best, since + 1);
        }
        return reports;
    }

    /// <summary>What the model comes to as it is at inference: nothing dropped, running statistics.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="batchSize">How many at a time.</param>
    public Score Evaluate(Examples examples, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(examples);
        RequireLabels(examples);
        (double loss, long right, long all) = (0, 0, 0);
        foreach (int[] places in Enumerable.Range(0, examples.Count).Chunk(batchSize))
        {
            Examples batch = examples.Take(places);
            List<OrtValue> feeds = Feeds(batch);
            OrtValue[] results = [];
            try
            {
                results = StepSession.Run(_evaluation.Value, [_input, .. Labels, .. Trained], [.. feeds, .. Trained.Select(t => _values[t])], [_step.Gradient.Loss, _step.Gradient.Output]);
                loss += OrtTensors.FromOrt(results[0]).ToDoubles()[0] * places.Length;
                (long hits, long count) = Accuracy.Count(_options.Gradient.Loss, OrtTensors.FromOrt(results[1]), batch.Labels);
                (right, all) = (right + hits, all + count);
            }
            finally
            {
                foreach (OrtValue value in feeds.Concat(results)) value.Dispose();
            }
        }
        return new Score(loss / examples.Count, all == 0 ? null : (double)right / all);
    }

    /// <summary>The model with the parameters and running statistics of now, for inference.</summary>
    public ModelProto Export()
    {
        ModelProto trained = _model.Clone();
        HashSet<string> names = [.. Trained];
        for (int i = 0; i < trained.Graph.Initializer.Count; i++)
        {
            string name = trained.Graph.Initializer[i].Name;
            if (names.Contains(name)) trained.Graph.Initializer[i] = TensorConversion.ToProto(name, OrtTensors.FromOrt(_values[name]));
        }
        return trained;
    }

    /// <summary>Writes the run to a file, whole or not at all.</summary>
    /// <exception cref="InvalidModelException">It cannot be written.</exception>
    public void Save(string path) => Checkpoint.Write(path, _run, Steps, Epochs, _step.Carried.Select(c => (c.Input, OrtTensors.FromOrt(_values[c.Input]))));

    /// <summary>Goes on from a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidModelException">It cannot be read, or is of another model or other settings.</exception>
    public void Load(string path)
    {
        (long steps, int epochs, Dictionary<string, Tensor> values) = Checkpoint.Read(path, _run);
        foreach (CarriedValue carried in _step.Carried)
        {
            if (!values.TryGetValue(carried.Input, out Tensor? value)) throw InvalidModelException.In(path, new InvalidPoolingException("checkpoint", $"no '{carried.Input}'", "a whole one"));
            _values[carried.Input].Dispose();
            _values[carried.Input] = OrtTensors.ToOrt(value);
        }
        (Steps, Epochs) = (steps, epochs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        if (_evaluation.IsValueCreated) _evaluation.Value.Dispose();
        foreach (OrtValue value in _values.Values) value.Dispose();
    }

    string[] Labels => _step.Gradient.Labels is { } labels ? [labels] : [];

    EpochReport RunEpoch(Examples examples, FitOptions options, CancellationToken cancellation)
    {
        // The state of random numbers is inside a session, so that each epoch begins with one of its own, whether the run was broken off or not.
        if (_isRandom)
        {
            _session.Dispose();
            _step = StepModel.Build(_model, _options.Gradient with { Seed = Mixed(Epochs) }, _options.Optimizer, _options.ClipNorm);
            _session = Open(_step.Model);
        }
        int[] order = [.. Enumerable.Range(0, examples.Count)];
        if (options.Shuffle) new Random(Mixed(Epochs)).Shuffle(order);
        float rate = _options.Optimizer.LearningRate * (options.Schedule?.Invoke(Epochs) ?? 1);
        (double loss, long right, long all) = (0, 0, 0);
        foreach (int[] places in order.Chunk(options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            Examples batch = examples.Take(places);
            (double lost, Tensor output) = Step(batch, rate);
            loss += lost * places.Length;
            (long hits, long count) = Accuracy.Count(_options.Gradient.Loss, output, batch.Labels);
            (right, all) = (right + hits, all + count);
        }
        Epochs++;
        Score? validation = options.Validation is null ? null : Evaluate(options.Validation);
        return new EpochReport(Epochs, rate, loss / examples.Count, all == 0 ? null : (double)right / all, validation);
    }

    int Mixed(int epoch) => unchecked((int)((_options.Gradient.Seed * 6_364_136_223_846_793_005L) + (epoch * 1_442_695_040_888_963_407L) >> 32));

    void RequireLabels(Examples examples)
    {
        if (_step.Model.Graph.Output.First(o => o.Name == _step.Gradient.Output) is { Type: { } type } && DeclaredType.Of(type)?.Shape is { Count: > 1 } shape && shape[1] > 0)
            examples.RequireClasses(shape[1]);
    }

    List<OrtValue> Feeds(Examples batch) => _step.Gradient.Labels is null ? [OrtTensors.ToOrt(batch.Inputs)] : [OrtTensors.ToOrt(batch.Inputs), OrtTensors.ToOrt(batch.Labels)];

    // The first node whose result is not finite, for a message.
    string Blame(string[] names, List<OrtValue> feeds)
    {
        ModelProto exposed = GraphOutputs.Expose(_step.Model, _step.Model.Graph.Node.SelectMany(n => n.Output)).Model;
        using InferenceSession session = Open(exposed);
        string[] outputs = [.. exposed.Graph.Node.SelectMany(n => n.Output).Where(o => o.Length > 0)];
        OrtValue[] results = StepSession.Run(session, names, [.. feeds, .. _step.Carried.Select(c => _values[c.Input])], outputs);
        int first = Array.FindIndex(results, r => OrtTensors.FromOrt(r) is { Type: ElementType.Float or ElementType.Double } t && t.ToDoubles().Any(v => !double.IsFinite(v)));
        foreach (OrtValue result in results) result.Dispose();
        if (first < 0) return "";
        NodePlace place = GraphNodes.Of(exposed).First(n => n.Node.Output.Contains(outputs[first]));
        return $", first in node {place.Label}";
    }

    InferenceSession Open(ModelProto model) => StepSession.Open(model, _options.Threads);
}
