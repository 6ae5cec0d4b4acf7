using OnnxPool.Reference;

namespace OnnxPool.Conformance;

/// <summary>Compares outputs element by element.</summary>
static class TensorComparison
{
    /// <summary>Every element must be the same value; NaNs are one value, the two zeros are two.</summary>
    public static OutputDifference Exact(Tensor actual, Tensor expected) => Within(actual, expected, null);

    /// <summary>Every element must have the same bits, NaNs too.</summary>
    public static OutputDifference Bits(Tensor actual, Tensor expected)
    {
        OutputDifference values = Exact(actual, expected);
        if (!values.IsExact || actual.Bytes.SequenceEqual(expected.Bytes)) return values;
        int width = actual.Type.BitsPerElement() / 8;
        var tally = new DifferenceTally();
        for (int i = 0; i * width < actual.Bytes.Length; i++)
        {
            ReadOnlySpan<byte> a = actual.Bytes.Slice(i * width, width), e = expected.Bytes.Slice(i * width, width);
            if (a.SequenceEqual(e)) tally.Equal();
            else tally.Add(i, NaN(a), NaN(e));
        }
        return tally.Result();

        // Little-endian bytes, shown as a number is written.
        static string NaN(ReadOnlySpan<byte> bytes)
        {
            byte[] digits = bytes.ToArray();
            Array.Reverse(digits);
            return $"NaN 0x{Convert.ToHexString(digits)}";
        }
    }

    /// <summary>Numbers may be off by the bound of their element; without bounds they must be the same value.</summary>
    /// <param name="actual">The values under test.</param>
    /// <param name="expected">What they should be.</param>
    /// <param name="bounds">Largest absolute difference allowed for each element, or null.</param>
    public static OutputDifference Within(Tensor actual, Tensor expected, double[]? bounds)
    {
        if (Incomparable(actual, expected.Type, expected.Shape) is { } difference) return difference;
        var tally = new DifferenceTally();
        if (ElementTypes.HasArithmetic(actual.Type) && Ulp.Format(actual.Type) is { } format)
            Numbers(actual.ToDoubles(), expected.ToDoubles(), bounds, format, tally);
        else if (actual.Type == ElementType.Int64)
            Integers(actual.Values<long>(), expected.Values<long>(), tally);
        else if (ElementTypes.HasArithmetic(actual.Type))
            Integers([.. actual.ToDoubles().Select(v => (long)v)], [.. expected.ToDoubles().Select(v => (long)v)], tally);
        else if (actual.Type == ElementType.String)
            Texts(actual.Strings, expected.Strings, tally);
        else
            Bytes(actual, expected, tally);
        return tally.Result();
    }

    /// <summary>Every element must lie within so many ULPs of the exact sum, or of the scale of its terms where these cancel.</summary>
    /// <param name="actual">The values under test.</param>
    /// <param name="type">Their element type.</param>
    /// <param name="exact">What they should be.</param>
    /// <param name="ulps">How many ULPs of the type.</param>
    /// <param name="ulpsOfDouble">How many ULPs of double for each term of a narrower type, whose sums are held in double.</param>
    public static OutputDifference Promise(Tensor actual, ElementType type, ExactSums exact, double ulps, double ulpsOfDouble)
    {
        FloatFormat format = Ulp.Format(type)!.Value;
        return Measured(
            actual, type, exact.Shape, exact.Values, (i, value) => exact.ErrorInUlps(i, value, format),
            (i, value, error) => error > ulps && !AcceptedByCancellation(exact, i, value, type, ulpsOfDouble));
    }

    /// <summary>Every element must lie within so many ULPs of the exact norm.</summary>
    public static OutputDifference Promise(Tensor actual, ElementType type, LpResult exact, double ulps)
    {
        FloatFormat format = Ulp.Format(type)!.Value;
        return Measured(
            actual, type, exact.Shape, exact.Y, (i, value) => exact.ErrorInUlps(i, value, format), (_, _, error) => error > ulps);
    }

    static OutputDifference Measured(
        Tensor actual, ElementType type, long[] shape, double[] exact, Func<int, double, double> errorOf, Func<int, double, double, bool> isOutside)
    {
        if (Incomparable(actual, type, shape) is { } difference) return difference;
        double[] values = actual.ToDoubles();
        var tally = new DifferenceTally();
        for (int i = 0; i < values.Length; i++)
        {
            double error = errorOf(i, values[i]);
            if (error == 0) tally.Equal();
            else tally.Add(i, values[i], exact[i], error, isOutside(i, values[i], error));
        }
        return tally.Result();
    }

    // double: so many ULPs of the sum of magnitudes. Narrower types: as many ULPs of double for each term, from their sums in double.
    static bool AcceptedByCancellation(ExactSums exact, int i, double value, ElementType type, double ulpsOfDouble) =>
        type == ElementType.Double
            ? exact.ErrorInUlpsOfMagnitude(i, value, FloatFormat.Binary64) <= ulpsOfDouble
            : exact.Magnitudes[i] > Math.Abs(exact.Values[i]) * (1 << 28)
                && exact.ErrorInUlpsOfMagnitude(i, value, FloatFormat.Binary64) <= exact.Terms[i] * ulpsOfDouble;

    static OutputDifference? Incomparable(Tensor actual, ElementType type, ReadOnlySpan<long> shape)
    {
        string? reason =
            actual.Type != type ? $"element type {actual.Type.Name()} instead of {type.Name()}"
            : !actual.Shape.SequenceEqual(shape) ? $"shape {Shapes.Format(actual.Shape)} instead of {Shapes.Format(shape)}"
            : null;
        return reason is null ? null
            : new OutputDifference(reason, 0, 0, 0, null, null, double.PositiveInfinity, double.PositiveInfinity);
    }

    static void Numbers(double[] actual, double[] expected, double[]? bounds, FloatFormat format, DifferenceTally tally)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            (double a, double e) = (actual[i], expected[i]);
            // Equals takes NaNs as equal, and zeros too: only their signs tell these apart.
            if (a.Equals(e) && double.IsNegative(a) == double.IsNegative(e)) tally.Equal();
            else if (double.IsNaN(a) && double.IsNaN(e)) tally.Equal();
            else tally.Add(i, a, e, Ulp.Distance(format, a, e), bounds is null || !(Math.Abs(a - e) <= bounds[i]));
        }
    }

    static void Integers(ReadOnlySpan<long> actual, ReadOnlySpan<long> expected, DifferenceTally tally)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            if (actual[i] == expected[i]) tally.Equal();
            else tally.Add(i, actual[i], expected[i]);
        }
    }

    static void Texts(ReadOnlySpan<string> actual, ReadOnlySpan<string> expected, DifferenceTally tally)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            if (actual[i] == expected[i]) tally.Equal();
            else tally.Add(i, $"'{actual[i]}'", $"'{expected[i]}'");
        }
    }

    // Types without arithmetic: the bytes say it. For packed ones the place is that of the first element in the byte.
    static void Bytes(Tensor actual, Tensor expected, DifferenceTally tally)
    {
        ReadOnlySpan<byte> a = actual.Bytes, e = expected.Bytes;
        int bits = actual.Type.BitsPerElement();
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] == e[i]) tally.Equal();
            else tally.Add(i * 8L / bits, $"byte 0x{a[i]:x2}", $"byte 0x{e[i]:x2}");
        }
    }
}
