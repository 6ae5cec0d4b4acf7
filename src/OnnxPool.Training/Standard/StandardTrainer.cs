using Microsoft.ML.OnnxRuntime;
using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;

namespace OnnxPool.Training;

/// <summary>
/// Trains a model as its own training information says, in ONNX Runtime: initialization once, then a step for each call. Initializers that training changes
/// stay in ONNX Runtime from step to step. Calls are not to overlap.
/// </summary>
public sealed class StandardTrainer : IDisposable
{
    readonly ModelProto _model;
    readonly TrainingStep _step;
    readonly int _threads;
    readonly InferenceSession[] _stages;
    readonly Dictionary<string, OrtValue> _values = [];

    /// <summary>Prepares training.</summary>
    /// <param name="model">A model with training_info, without data in other files.</param>
    /// <param name="threads">Threads inside an operator; 0 lets ONNX Runtime choose. Results depend on it.</param>
    /// <param name="initialize">Whether initialization is run; without it training goes on from the initializers, as in a model of <see cref="Export"/>.</param>
    /// <exception cref="PoolingException">As <see cref="TrainingStandard.Step"/>; ONNX Runtime cannot run the initialization.</exception>
    public StandardTrainer(ModelProto model, int threads = 0, bool initialize = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _threads, _step) = (model.Clone(), threads, TrainingStandard.Step(model));
        _stages = [.. _step.Stages.Select(s => StepSession.Open(s.Model, threads))];
        Reset(initialize);
    }

    /// <summary>Steps since the beginning.</summary>
    public long Steps { get; private set; }

    /// <summary>The inputs that a step is given: those of the inference graph and of the algorithms that have no initializer.</summary>
    public IReadOnlyList<string> Inputs => [.. _step.Stages.SelectMany(s => s.Inputs).Distinct()];

    /// <summary>The names of the initializers that training changes.</summary>
    public IReadOnlyList<string> Variables => [.. _step.Variables.Select(v => v.Name)];

    /// <summary>The value of an initializer that training changes, as it is now.</summary>
    /// <exception cref="InvalidPoolingException">There is none of this name.</exception>
    public Tensor Value(string name) => _values.TryGetValue(name, out OrtValue? value) ? OrtTensors.FromOrt(value)
        : throw new InvalidPoolingException("variable", $"'{Printable.Of(name)}'", Printable.Of(string.Join(", ", Variables)));

    /// <summary>Begins anew, as if there had been no training: initializers as the model has them, then its initialization.</summary>
    public void Initialize() => Reset(initialize: true);

    /// <summary>One step: every algorithm in turn, each followed by its assignments. If it fails nothing has changed.</summary>
    /// <param name="feeds">A tensor for each of <see cref="Inputs"/>.</param>
    /// <returns>The outputs of the inference graph and of the algorithms that are assigned to nothing, such as a loss, from before the assignments.</returns>
    /// <exception cref="InvalidPoolingException">Inputs are missing or unknown, ONNX Runtime refuses them, or what is to be assigned has another type or shape.</exception>
    public IReadOnlyDictionary<string, Tensor> Step(IReadOnlyDictionary<string, Tensor> feeds)
    {
        ArgumentNullException.ThrowIfNull(feeds);
        string[] wrong = [.. Inputs.Except(feeds.Keys), .. feeds.Keys.Except(Inputs)];
        if (wrong.Length > 0)
            throw new InvalidPoolingException("inputs", feeds.Count == 0 ? "none" : Printable.Of(string.Join(", ", feeds.Keys)), Inputs.Count == 0 ? "none" : Printable.Of($"{string.Join(", ", Inputs)}, each"));
        Dictionary<string, OrtValue> fed = feeds.ToDictionary(f => f.Key, f => OrtTensors.ToOrt(f.Value)), next = [];
        Dictionary<string, Tensor> given = [];
        try
        {
            for (int i = 0; i < _stages.Length; i++) Run(_stages[i], _step.Stages[i], $"{TrainingBindings.Subject(i)}.update_binding", fed, next, given);
            Keep(next);
        }
        finally
        {
            foreach (OrtValue value in fed.Values.Concat(next.Values)) value.Dispose();
        }
        Steps++;
        return given;
    }

    /// <summary>The model with the initializers of now, in the inference graph and in the training information.</summary>
    public ModelProto Export()
    {
        ModelProto trained = _model.Clone();
        foreach (MutableInitializer variable in _step.Variables)
        {
            GraphProto graph = variable.Stage is { } stage ? trained.TrainingInfo[stage].Algorithm : trained.Graph;
            TensorProto tensor = graph.Initializer.First(t => t.Name == variable.Name);
            graph.Initializer[graph.Initializer.IndexOf(tensor)] = TensorConversion.ToProto(variable.Name, Value(variable.Name));
        }
        return trained;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (InferenceSession session in _stages) session.Dispose();
        foreach (OrtValue value in _values.Values) value.Dispose();
    }

    void Reset(bool initialize)
    {
        Dictionary<string, OrtValue> next = _step.Variables.ToDictionary(v => v.Name, v => OrtTensors.ToOrt(v.Value));
        try
        {
            for (int i = 0; initialize && i < _step.Initialization.Count; i++)
            {
                using InferenceSession session = StepSession.Open(_step.Initialization[i].Model, _threads);
                Run(session, _step.Initialization[i], "initialization_binding", [], next, []);
            }
            Keep(next);
        }
        finally
        {
            foreach (OrtValue value in next.Values) value.Dispose();
        }
        Steps = 0;
    }

    // Takes over what is new, and leaves behind nothing to dispose of.
    void Keep(Dictionary<string, OrtValue> next)
    {
        foreach ((string name, OrtValue value) in next)
        {
            if (_values.Remove(name, out OrtValue? old)) old.Dispose();
            _values.Add(name, value);
        }
        next.Clear();
    }

    // What an earlier run of the same step has assigned counts already.
    void Run(InferenceSession session, TrainingStage stage, string subject, Dictionary<string, OrtValue> fed, Dictionary<string, OrtValue> next, Dictionary<string, Tensor> given)
    {
        string[] outputs = [.. stage.Model.Graph.Output.Select(o => o.Name)];
        OrtValue[] values = [.. stage.Inputs.Select(n => fed[n]), .. stage.Variables.Select(n => next.GetValueOrDefault(n) ?? _values[n])];
        OrtValue[] results = StepSession.Run(session, [.. stage.Inputs, .. stage.Variables], values, outputs);
        HashSet<OrtValue> idle = [.. results];
        try
        {
            OrtValue[] assigned = [.. stage.Updates.Select(u => results[Array.IndexOf(outputs, u.Output)])];
            foreach ((VariableUpdate update, OrtValue value) in stage.Updates.Zip(assigned)) RequireFit(subject, update, value);
            foreach ((string name, OrtValue result) in outputs.Zip(results))
                if (!assigned.Contains(result)) given[name] = OrtTensors.FromOrt(result);
            foreach ((VariableUpdate update, OrtValue value) in stage.Updates.Zip(assigned))
            {
                if (next.Remove(update.Variable, out OrtValue? old)) old.Dispose();
                // An output may become the value of several initializers, of which each has to own its value.
                next.Add(update.Variable, idle.Remove(value) ? value : OrtTensors.ToOrt(OrtTensors.FromOrt(value)));
            }
        }
        finally
        {
            foreach (OrtValue result in idle) result.Dispose();
        }
    }

    void RequireFit(string subject, VariableUpdate update, OrtValue value)
    {
        Tensor now = _step.Variables.First(v => v.Name == update.Variable).Value;
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        var type = (ElementType)info.ElementDataType;
        if (type != now.Type || !now.Shape.SequenceEqual(info.Shape)) throw TrainingInformation.Misfit(subject, update, $"{type.Name()} {Shapes.Format(info.Shape)}", now);
    }
}
