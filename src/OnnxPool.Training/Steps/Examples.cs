namespace OnnxPool.Training;

/// <summary>What a model is trained on: examples along the first axis of both tensors.</summary>
public sealed class Examples
{
    /// <summary>Pairs inputs with what is wanted of them.</summary>
    /// <param name="inputs">N inputs.</param>
    /// <param name="labels">N labels.</param>
    /// <exception cref="InvalidPoolingException">No example, or not as many labels as inputs.</exception>
    public Examples(Tensor inputs, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (inputs.Shape.Length == 0 || inputs.Shape[0] == 0) throw new InvalidPoolingException("examples", Shapes.Format(inputs.Shape), "at least one along the first axis");
        if (labels.Shape.Length == 0 || labels.Shape[0] != inputs.Shape[0])
            throw new InvalidPoolingException("labels", Shapes.Format(labels.Shape), $"{inputs.Shape[0]} along the first axis, one for each example");
        (Inputs, Labels) = (inputs, labels);
    }

    /// <summary>The inputs.</summary>
    public Tensor Inputs { get; }

    /// <summary>The labels.</summary>
    public Tensor Labels { get; }

    /// <summary>The number of examples.</summary>
    public int Count => checked((int)Inputs.Shape[0]);

    /// <summary>Some of the examples, in the order of <paramref name="places"/>.</summary>
    public Examples Take(ReadOnlySpan<int> places) => new(Rows(Inputs, places), Rows(Labels, places));

    /// <summary>Refuses class numbers that a model has no class for.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="InvalidPoolingException">A label below 0, or not below <paramref name="classes"/>.</exception>
    public void RequireClasses(long classes)
    {
        if (Labels.Type != ElementType.Int64) return;
        ReadOnlySpan<long> labels = Labels.Values<long>();
        for (int i = 0; i < labels.Length; i++)
            if (labels[i] < 0 || labels[i] >= classes) throw new InvalidPoolingException($"labels[{i}]", $"{labels[i]}", $"0 to {classes - 1}");
    }

    static Tensor Rows(Tensor tensor, ReadOnlySpan<int> places)
    {
        var rows = new Tensor(tensor.Type, [places.Length, .. tensor.Shape[1..]]);
        int size = tensor.Bytes.Length / (int)tensor.Shape[0];
        for (int i = 0; i < places.Length; i++) tensor.Bytes.Slice(places[i] * size, size).CopyTo(rows.Bytes[(i * size)..]);
        return rows;
    }
}
