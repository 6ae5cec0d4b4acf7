using OnnxPool.Conformance;

namespace OnnxPool.Tests.Sweep.Planted;

/// <summary>Mistakes that pooling kernels make.</summary>
enum Bug
{
    None,
    CeilOverhangInDivisor,
    DilationIgnored,
    PadsSwapped,
    LastWindowNotDropped,
    TiesByLast,
    StorageOrderIgnored,
    PadsAsZeroInInt8,
    NaNDropped,
}

/// <summary>MaxPool and AveragePool of any number of axes, as simple as can be, with a bug.</summary>
sealed class PlantedKernel(Bug bug) : IPoolRunner
{
    public string Name => $"{bug}";

    public Tensor[] Run(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        // Sums are plain ones in double: the bugs are to be found, not rounding.
        if (problem.Operator is not MaxPool && (problem.Operator is not AveragePool || problem.Type == ElementType.Double))
            throw new UnsupportedPoolingException(Name, $"{problem.Operator} of {problem.Type.Name()}", "MaxPool, AveragePool but of double");
        Tensor x = inputs[0];
        Axis[] axes = [.. Enumerable.Range(0, problem.Shape.Length - 2).Select(i => Resolve(problem, i))];
        long[] shape = [problem.Shape[0], problem.Shape[1], .. axes.Select(a => a.Out)];
        double[] values = x.ToDoubles(), y = new double[Shapes.ElementCount(shape)];
        var indices = new Tensor(ElementType.Int64, shape);
        long plane = Shapes.ElementCount(problem.Shape[2..]), windows = Shapes.ElementCount(shape.AsSpan(2));
        for (int o = 0; o < y.Length; o++)
            (y[o], indices.Values<long>()[o]) = Pool(problem, axes, Place(o % windows, [.. axes.Select(a => a.Out)]), values, o / windows * plane);
        Tensor result = x.Type is ElementType.Int8 ? Tensor.Of<sbyte>(shape, [.. y.Select(v => (sbyte)v)])
            : x.Type is ElementType.UInt8 ? Tensor.Of<byte>(shape, [.. y.Select(v => (byte)v)]) : RoundedTensor.Of(x.Type, shape, y);
        return ((Tensor[])[result, indices])[..problem.Outputs.Count];
    }

    (double Y, long Index) Pool(Problem problem, Axis[] axes, long[] window, double[] values, long start)
    {
        // An empty window: the least value of the type.
        double best = problem.Type switch { ElementType.Int8 => sbyte.MinValue, ElementType.UInt8 => 0, _ => double.NegativeInfinity }, sum = 0;
        long index = -1, real = 0, counted = 0;
        bool found = false, padded = false;
        long[] kernel = [.. axes.Select(a => a.Kernel)], input = [.. axes.Select(a => a.In)];
        for (long tap = 0; tap < Shapes.ElementCount(kernel); tap++)
        {
            long[] place = Place(tap, kernel);
            for (int i = 0; i < axes.Length; i++)
                place[i] = (window[i] * axes[i].Stride) - axes[i].Begin + (place[i] * (bug == Bug.DilationIgnored ? 1 : axes[i].Dilation));
            if (bug == Bug.CeilOverhangInDivisor || place.Zip(axes).All(p => p.First < p.Second.In + p.Second.End)) counted++;
            if (place.Zip(axes).Any(p => p.First < 0 || p.First >= p.Second.In))
            {
                padded = true;
                continue;
            }
            bool columnMajor = problem.Find("storage_order")?.Int == 1 && bug != Bug.StorageOrderIgnored;
            double value = values[start + Position(place, input, columnMajor: false)];
            real++;
            sum += value;
            if (found && !Wins(value, best)) continue;
            (best, index, found) = (value, start + Position(place, input, columnMajor), true);
        }
        if (problem.Operator is AveragePool) return (real == 0 ? 0 : sum / (problem.Find("count_include_pad")?.Int == 1 ? counted : real), -1);
        if (bug == Bug.PadsAsZeroInInt8 && problem.Type == ElementType.Int8 && padded && best < 0) best = 0;
        return (best, index);
    }

    // IEEE 754-2019 maximum.
    bool Wins(double value, double best)
    {
        if (bug == Bug.NaNDropped && (double.IsNaN(value) || double.IsNaN(best))) return double.IsNaN(best);
        if (double.IsNaN(best)) return false;
        if (double.IsNaN(value)) return true;
        if (bug == Bug.TiesByLast && value == best) return true;
        return value > best || (value == 0 && best == 0 && double.IsNegative(best) && !double.IsNegative(value));
    }

    Axis Resolve(Problem problem, int i)
    {
        int n = problem.Shape.Length - 2;
        long size = problem.Shape[i + 2], kernel = problem.Find("kernel_shape")!.Ints[i];
        long stride = problem.Find("strides")?.Ints[i] ?? 1, dilation = problem.Find("dilations")?.Ints[i] ?? 1;
        string autoPad = problem.Find("auto_pad")?.String ?? "NOTSET";
        long reach = ((kernel - 1) * dilation) + 1, begin = 0, end = 0, output;
        if (autoPad.StartsWith("SAME", StringComparison.Ordinal))
        {
            output = (size + stride - 1) / stride;
            long total = Math.Max(0, ((output - 1) * stride) + reach - size);
            begin = autoPad == "SAME_UPPER" ? total / 2 : total - (total / 2);
            end = total - begin;
        }
        else
        {
            if (autoPad == "NOTSET") (begin, end) = (problem.Find("pads")?.Ints[i] ?? 0, problem.Find("pads")?.Ints[i + n] ?? 0);
            double steps = (double)(size + begin + end - reach) / stride;
            output = (long)(problem.Find("ceil_mode")?.Int == 1 ? Math.Ceiling(steps) : Math.Floor(steps)) + 1;
            if (bug != Bug.LastWindowNotDropped && problem.Find("ceil_mode")?.Int == 1 && (output - 1) * stride >= size + begin) output--;
        }
        if (bug == Bug.PadsSwapped) (begin, end) = (end, begin);
        return new Axis(size, output, kernel, stride, dilation, begin, end);
    }

    static long[] Place(long number, long[] shape)
    {
        long[] place = new long[shape.Length];
        for (int i = shape.Length - 1; i >= 0; i--) (number, place[i]) = Math.DivRem(number, shape[i]);
        return place;
    }

    static long Position(long[] place, long[] shape, bool columnMajor)
    {
        long position = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            int axis = columnMajor ? shape.Length - 1 - i : i;
            position = (position * shape[axis]) + place[axis];
        }
        return position;
    }

    readonly record struct Axis(long In, long Out, long Kernel, long Stride, long Dilation, long Begin, long End);
}
