namespace OnnxPool.Conformance;

/// <summary>Input data, a function of its description and a seed.</summary>
public static class ProblemData
{
    /// <summary>X of <paramref name="problem"/>.</summary>
    /// <exception cref="InvalidPoolingException">A shape that no array can hold.</exception>
    public static Tensor Create(Problem problem, long seed) =>
        Create(problem.Type, problem.Shape, problem.Data, problem.Identity, seed);

    /// <summary>The inputs of <paramref name="problem"/>, one for each of <see cref="Problem.Inputs"/>.</summary>
    /// <exception cref="InvalidPoolingException">A shape that no array can hold, or an invalid problem.</exception>
    public static IReadOnlyList<Tensor> Inputs(Problem problem, long seed)
    {
        var x = new Lazy<Tensor>(() => Create(problem, seed));
        var forward = new Lazy<Tensor[]>(() => Maximum(problem, x.Value));
        return [.. problem.Inputs.Select(Make)];

        Tensor Make(string name) => name switch
        {
            "X" or ProblemInputs.FlattenData => x.Value,
            "I" => Positions(problem, seed),
            "dY" => Gradient(problem, seed),
            "Y" => forward.Value[0],
            "Indices" => forward.Value[1],
            "X_shape" => Tensor.Of(ElementType.Int64, [problem.Shape.Length], problem.Shape),
            Problem.OutputShapeInput => Tensor.Of<long>(ElementType.Int64, [problem.UnpoolShape!.Count], [.. problem.UnpoolShape]),
            _ => throw new ArgumentException($"no operator has an input {name}"),
        };
    }

    // A gradient that is nearly everywhere infinite would hide where it goes.
    static Tensor Gradient(Problem problem, long seed) => Create(
        problem.Type, problem.Forward.OutputShape(), problem.Data == DataKind.Infinite ? DataKind.Uniform : problem.Data, problem.Identity + " dY", seed);

    /// <summary>What the forward operator gives: Y, and of a maximum also Indices.</summary>
    static Tensor[] Maximum(Problem problem, Tensor x)
    {
        Problem forward = problem.Forward;
        if (forward.Operator is not (MaxPool or GlobalMaxPool)) return forward.Bind().Run([x], 1);
        if (forward.Operator is MaxPool) return forward.Bind().Run([x], 2);
        // ONNX's GlobalMaxPool has no Indices: those of MaxPool over planes of one axis. One without elements is all padding.
        long[] shape = [.. problem.Shape], result = forward.OutputShape();
        bool last = problem.Layout == PoolLayout.Nhwc;
        long plane = Shapes.ElementCount(last ? shape.AsSpan(1..^1) : shape.AsSpan(2));
        long[] rows = last ? [shape[0], plane, shape[^1]] : [shape[0], shape[1], plane];
        var window = new Problem(MaxPool.Operator, OperatorTable.LatestOpset, problem.Type, rows)
        {
            Attributes = [KeyValuePair.Create("kernel_shape", AttributeValue.Of([Math.Max(1, plane)])), KeyValuePair.Create("pads", AttributeValue.Of([0, plane == 0 ? 1 : 0]))],
            Layout = problem.Layout,
        };
        return [.. window.Bind().Run([x.Reshape(rows)], 2).Select(t => t.Reshape(result))];
    }

    /// <summary>The inputs that a model of <paramref name="problem"/> is fed, by name.</summary>
    /// <exception cref="InvalidPoolingException">A shape that no array can hold.</exception>
    public static Dictionary<string, Tensor> Feeds(Problem problem, long seed) =>
        problem.Inputs.Zip(Inputs(problem, seed)).Where(p => p.First != Problem.OutputShapeInput).ToDictionary(p => p.First, p => p.Second);

    /// <summary>Places in the output of MaxUnpool, for its gradient in dY: each element gets its own, in no order; with ties they may meet.</summary>
    static Tensor Positions(Problem problem, long seed)
    {
        var positions = new Tensor(ElementType.Int64, problem.Shape);
        Span<long> values = positions.Values<long>();
        long places = Shapes.ElementCount(problem.Forward.OutputShape());
        var random = new SeededRandom(problem.Identity + " I", seed);
        for (int i = 0; i < values.Length && places > 0; i++)
        {
            long begin = (long)((Int128)i * places / values.Length);
            long end = Math.Max(begin + 1, (long)((Int128)(i + 1) * places / values.Length));
            values[i] = problem.Data == DataKind.Ties
                ? (long)(random.Next() % (ulong)places)
                : begin + (long)(random.Next() % (ulong)(end - begin));
        }
        for (int i = values.Length - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
        return positions;
    }

    /// <summary>A tensor filled by <paramref name="kind"/>.</summary>
    /// <param name="type">Any element type.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="kind">What to fill it with. Types without arithmetic take even bits whatever the kind.</param>
    /// <param name="text">Selects, with <paramref name="seed"/>, the stream of numbers.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="InvalidPoolingException">A shape that no array can hold.</exception>
    public static Tensor Create(ElementType type, ReadOnlySpan<long> shape, DataKind kind, string text, long seed)
    {
        var tensor = new Tensor(type, shape);
        var random = new SeededRandom(text, seed);
        switch (type)
        {
            case ElementType.Float16:
                foreach (ref Half x in tensor.Values<Half>()) x = (Half)Number(kind, random, (double)Half.MaxValue, (double)Half.Epsilon);
                break;
            case ElementType.BFloat16:
                foreach (ref BFloat16 x in tensor.Values<BFloat16>())
                    x = (BFloat16)Number(kind, random, (double)BFloat16.MaxValue, (double)BFloat16.Epsilon);
                break;
            case ElementType.Int8 when kind == DataKind.Ties:
                foreach (ref byte x in tensor.Bytes) x = (byte)(random.Below(9) - 4);
                break;
            case ElementType.UInt8 when kind == DataKind.Ties:
                foreach (ref byte x in tensor.Bytes) x = (byte)random.Below(9);
                break;
            case ElementType.Float:
                foreach (ref float x in tensor.Values<float>()) x = (float)Number(kind, random, float.MaxValue, float.Epsilon);
                break;
            case ElementType.Double:
                foreach (ref double x in tensor.Values<double>()) x = Number(kind, random, double.MaxValue, double.Epsilon);
                break;
            case ElementType.Bool:
                foreach (ref byte x in tensor.Bytes) x = (byte)random.Below(2);
                break;
            case ElementType.String:
                foreach (ref string x in tensor.Strings) x = $"{(char)('a' + random.Below(26))}{random.Below(1000)}";
                break;
            default:
                FillBits(tensor, random);
                break;
        }
        return tensor;
    }

    static double Number(DataKind kind, SeededRandom random, double largest, double smallest) => kind switch
    {
        DataKind.Ties => Small(random),
        DataKind.Special => random.Below(12) switch
        {
            0 => double.NaN,
            1 => double.PositiveInfinity,
            2 => double.NegativeInfinity,
            3 => 0.0,
            4 => -0.0,
            5 => random.Below(2) == 0 ? smallest : -smallest,
            6 => random.Below(2) == 0 ? largest : -largest,
            _ => random.Uniform(),
        },
        DataKind.Infinite => random.Below(8) == 0 ? random.Uniform() : double.NegativeInfinity,
        DataKind.Large => largest * (random.Below(2) == 0 ? 1 : -1) * (1 - (random.Below(4) / 8.0)),
        _ => random.Uniform(),
    };

    static double Small(SeededRandom random)
    {
        int n = random.Below(9) - 4;
        return n == 0 && random.Below(2) == 0 ? -0.0 : n;
    }

    static void FillBits(Tensor tensor, SeededRandom random)
    {
        Span<byte> bytes = tensor.Bytes;
        foreach (ref byte b in bytes) b = (byte)random.Next();
        // The bits past the last packed element are zero, as in ONNX's raw_data.
        int tail = (int)(tensor.ElementCount * tensor.Type.BitsPerElement() % 8);
        if (tail != 0) bytes[^1] &= (byte)((1 << tail) - 1);
    }
}
