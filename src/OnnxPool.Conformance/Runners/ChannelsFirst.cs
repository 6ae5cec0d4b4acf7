namespace OnnxPool.Conformance;

/// <summary>
/// A problem of NHWC data as one of NCHW data, which is all that ONNX, and so the oracle and ONNX Runtime, know; a problem of NCHW data as it is.
/// </summary>
sealed class ChannelsFirst
{
    readonly Problem _original;

    public ChannelsFirst(Problem problem)
    {
        _original = problem;
        Problem = problem.Layout == PoolLayout.Nchw ? problem : new Problem(problem.Operator, problem.Opset, problem.Type, Order(problem.Shape))
        {
            Attributes = problem.Attributes,
            Inputs = problem.Inputs,
            Outputs = problem.Outputs,
            Data = problem.Data,
            Name = problem.Name,
        };
    }

    /// <summary>The problem of NCHW data.</summary>
    public Problem Problem { get; }

    /// <summary>Inputs of the original problem as those of <see cref="Problem"/>.</summary>
    public IReadOnlyList<Tensor> Inputs(IReadOnlyList<Tensor> inputs) =>
        ReferenceEquals(Problem, _original) ? inputs : [.. _original.Inputs.Zip(inputs, Of)];

    /// <summary>Outputs of the original problem as those of <see cref="Problem"/>; one of a rank that it cannot have is left as it is.</summary>
    public Tensor[] Outputs(Tensor[] outputs) =>
        ReferenceEquals(Problem, _original) ? outputs : [.. outputs.Select((y, i) => Of(_original.Outputs.ElementAtOrDefault(i) ?? "", y))];

    Tensor Of(string name, Tensor tensor)
    {
        if (name == "X_shape") return Tensor.Of(tensor.Type, tensor.Shape, Order(tensor.Values<long>()));
        if (tensor.Shape.Length != _original.Shape.Length || tensor.Type == ElementType.String) return tensor;
        Tensor ordered = Permuted(tensor);
        if (name != "Indices" || tensor.Type != ElementType.Int64) return ordered;
        // What is no position in X stays, and is as wrong as before.
        foreach (ref long index in ordered.Values<long>())
            if (index >= 0 && index < Shapes.ElementCount(_original.Shape)) index = Position(index, _original.Shape);
        return ordered;
    }

    static Tensor Permuted(Tensor tensor)
    {
        ReadOnlySpan<long> shape = tensor.Shape;
        var ordered = new Tensor(tensor.Type, Order(shape));
        if (tensor.Bytes.IsEmpty) return ordered;
        int width = tensor.Type.BitsPerElement() / 8;
        for (int from = 0; from < tensor.ElementCount; from++)
            tensor.Bytes.Slice(from * width, width).CopyTo(ordered.Bytes[((int)Position(from, shape) * width)..]);
        return ordered;
    }

    /// <summary>Where an element of (N, D1, …, Dn, C) is in (N, C, D1, …, Dn).</summary>
    static long Position(long position, ReadOnlySpan<long> shape)
    {
        long plane = Shapes.ElementCount(shape[1..^1]), channels = shape[^1];
        (long pixel, long channel) = Math.DivRem(position, channels);
        (long batch, long inside) = Math.DivRem(pixel, plane);
        return (((batch * channels) + channel) * plane) + inside;
    }

    static long[] Order(ReadOnlySpan<long> axes) => axes.Length < 2 ? axes.ToArray() : [axes[0], axes[^1], .. axes[1..^1]];
}
