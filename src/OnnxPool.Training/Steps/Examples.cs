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

    /// <summary>Pairs inputs of float with the numbers of their classes; both are copied.</summary>
    /// <param name="inputs">The elements of all inputs, one input after the other.</param>
    /// <param name="shape">The shape of one input, without the batch.</param>
    /// <param name="classes">The class of each.</param>
    /// <exception cref="InvalidPoolingException">No example, or not as many elements as the shape and the number of classes ask for.</exception>
    public static Examples Of(ReadOnlySpan<float> inputs, ReadOnlySpan<long> shape, ReadOnlySpan<int> classes)
    {
        var labels = new Tensor(ElementType.Int64, [classes.Length]);
        for (int i = 0; i < classes.Length; i++) labels.Values<long>()[i] = classes[i];
        return new Examples(Tensor.Of([classes.Length, .. shape], inputs), labels);
    }

    /// <summary>Pairs inputs of float with numbers that are wanted of them; both are copied.</summary>
    /// <param name="inputs">The elements of all inputs, one input after the other.</param>
    /// <param name="shape">The shape of one input, without the batch.</param>
    /// <param name="targets">The elements of all outputs that are wanted.</param>
    /// <param name="targetShape">The shape of one of them, without the batch.</param>
    /// <exception cref="InvalidPoolingException">No example, or numbers of elements that do not fit.</exception>
    public static Examples Of(ReadOnlySpan<float> inputs, ReadOnlySpan<long> shape, ReadOnlySpan<float> targets, ReadOnlySpan<long> targetShape)
    {
        long count = inputs.Length / Math.Max(1, Shapes.ElementCount(shape));
        return new Examples(Tensor.Of([count, .. shape], inputs), Tensor.Of([count, .. targetShape], targets));
    }

    /// <summary>The inputs.</summary>
    public Tensor Inputs { get; }

    /// <summary>The labels.</summary>
    public Tensor Labels { get; }

    /// <summary>The number of examples.</summary>
    public int Count => checked((int)Inputs.Shape[0]);

    /// <summary>Tensors that are alike but for their first axis, one after the other along it.</summary>
    /// <exception cref="InvalidPoolingException">No tensor, scalars, or tensors that are not alike.</exception>
    public static Tensor Join(IReadOnlyList<Tensor> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0) throw new InvalidPoolingException("tensors", "none", "at least one");
        foreach (Tensor part in parts)
        {
            if (part.Shape.Length == 0 || part.Type != parts[0].Type || !part.Shape[1..].SequenceEqual(parts[0].Shape[1..]))
                throw new InvalidPoolingException("tensor", $"{part.Type.Name()} {Shapes.Format(part.Shape)}", $"{parts[0].Type.Name()} {Shapes.Format(parts[0].Shape)} but for the first axis");
        }
        var joined = new Tensor(parts[0].Type, [parts.Sum(p => p.Shape[0]), .. parts[0].Shape[1..]]);
        int at = 0;
        foreach (Tensor part in parts)
        {
            part.Bytes.CopyTo(joined.Bytes[at..]);
            at += part.Bytes.Length;
        }
        return joined;
    }

    /// <summary>One of a tensor's slices along its first axis, with an axis of 1.</summary>
    public static Tensor Row(Tensor tensor, int place)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Rows(tensor, [place]);
    }

    /// <summary>Some of the examples, in the order of <paramref name="places"/>.</summary>
    public Examples Take(ReadOnlySpan<int> places) => new(Rows(Inputs, places), Rows(Labels, places));

    /// <summary>
    /// Divides the examples into some to train with and others to test with. The same seed gives the same parts. Where labels are class numbers, one for each
    /// example, both parts have every class in the proportion of the whole, to one example or two; otherwise the order is random and nothing else.
    /// </summary>
    /// <param name="train">How many to train with.</param>
    /// <param name="test">How many to test with.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="InvalidPoolingException">A part without an example, or more than there are.</exception>
    public (Examples Train, Examples Test) Split(int train, int test, long seed = 0)
    {
        if (train < 1 || test < 1 || (long)train + test > Count)
            throw new InvalidPoolingException("split", $"{train} examples to train and {test} to test", $"1 or more of each, {Count} together");
        int[] order = [.. Enumerable.Range(0, Count)];
        new Random(Seeds.Mix(seed, -1)).Shuffle(order);
        if (Labels is { Type: ElementType.Int64, Shape.Length: 1 }) order = Spread(order, Labels.Values<long>().ToArray());
        // The test part comes first, so that it stays the same when another number is trained with.
        return (Take(order.AsSpan(test, train)), Take(order.AsSpan(0, test)));
    }

    // Every class evenly over the whole length, so that any stretch has the classes in proportion.
    static int[] Spread(int[] order, long[] classes)
    {
        var places = new Dictionary<int, double>();
        foreach (IGrouping<long, int> members in order.GroupBy(i => classes[i]))
            foreach ((int rank, int member) in members.Index()) places[member] = (rank + 0.5) / members.Count();
        return [.. order.OrderBy(i => places[i])];
    }

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
