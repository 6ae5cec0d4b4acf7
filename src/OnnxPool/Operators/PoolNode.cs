namespace OnnxPool;

/// <summary>An operator version with its attributes read, ready for any input.</summary>
public abstract class PoolNode
{
    private protected PoolNode(OperatorVersion version) => Version = version;

    /// <summary>Operator and version.</summary>
    public OperatorVersion Version { get; }

    /// <summary>The shape of every output for data X of <paramref name="shape"/>, as far as no other input says otherwise.</summary>
    /// <exception cref="InvalidPoolingException">The attributes do not fit the shape.</exception>
    public abstract long[] OutputShape(ReadOnlySpan<long> shape);

    /// <summary>Where the windows lie on an input of <paramref name="shape"/>; null for an operator without windows.</summary>
    /// <exception cref="InvalidPoolingException">The attributes do not fit the shape.</exception>
    public virtual PoolGeometry? Geometry(ReadOnlySpan<long> shape) => null;

    /// <summary>Checks what can be checked before the sizes of the input are known.</summary>
    /// <param name="rank">Rank of the input; null if that is not known either.</param>
    /// <exception cref="InvalidPoolingException">An attribute that ONNX does not allow, or not for that rank.</exception>
    public virtual void Check(int? rank)
    {
    }

    /// <summary>Computes the first <paramref name="outputs"/> outputs of the version, in their order.</summary>
    /// <remarks>Flatten's output shares its elements with the input; the others' are new.</remarks>
    /// <param name="inputs">The inputs of the version in their order; optional ones may be null, or left out at the end.</param>
    /// <param name="outputs">1 up to the number of outputs that the version has.</param>
    /// <exception cref="InvalidPoolingException">Types, shapes, values or attributes do not fit together.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type without arithmetic here.</exception>
    public Tensor[] Run(IReadOnlyList<Tensor?> inputs, int outputs)
    {
        RequireInputs(inputs);
        Version.Require(inputs[0]!.Type);
        if (outputs < 1 || outputs > Version.Outputs.Count)
            Throw.Invalid("number of outputs", $"{outputs} for {Version}", $"1 to {Version.Outputs.Count}");
        return Compute(inputs, outputs);
    }

    /// <summary>Settles the node for inputs of certain types and shapes.</summary>
    /// <param name="inputs">The inputs of the version in their order; optional ones may be null, or left out at the end.</param>
    /// <exception cref="InvalidPoolingException">Types, shapes or attributes do not fit together.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type without arithmetic here.</exception>
    public PoolPlan Plan(IReadOnlyList<InputFacts?> inputs)
    {
        RequireInputs(inputs);
        Version.Require(inputs[0]!.Type);
        return Settle(inputs);
    }

    private protected abstract PoolPlan Settle(IReadOnlyList<InputFacts?> inputs);

    private protected virtual Tensor[] Compute(IReadOnlyList<Tensor?> inputs, int outputs)
    {
        PoolPlan plan = Settle([.. inputs.Select((tensor, i) => tensor is null ? null : InputFacts.Of(tensor, i == Version.ShapeInput))]);
        var result = new Tensor(inputs[0]!.Type, plan.OutputShape);
        Tensor? indices = outputs > 1 ? new Tensor(ElementType.Int64, plan.OutputShape) : null;
        plan.Run(new PoolBuffers
        {
            Data = inputs[0]!.Bytes,
            Input = inputs.ElementAtOrDefault(Version.ForwardInput) is { } input ? input.Bytes : [],
            Positions = inputs.ElementAtOrDefault(Version.PositionsInput) is { } positions ? positions.Values<long>() : [],
            Result = result.Bytes,
            Indices = indices is null ? [] : indices.Values<long>(),
        });
        return indices is null ? [result] : [result, indices];
    }

    void RequireInputs<T>(IReadOnlyList<T?> inputs) where T : class
    {
        if (inputs.Count < Version.RequiredInputs || inputs.Count > Version.Inputs.Count)
            Throw.Invalid("number of inputs", $"{inputs.Count} for {Version}", $"{Version.RequiredInputs} to {Version.Inputs.Count}");
        for (int i = 0; i < Version.RequiredInputs; i++)
            if (inputs[i] is null) Throw.Invalid($"input {Version.Inputs[i]}", $"none for {Version}", "a tensor");
    }
}
