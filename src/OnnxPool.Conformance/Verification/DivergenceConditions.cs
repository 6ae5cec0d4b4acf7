namespace OnnxPool.Conformance;

/// <summary>The conditions that rows of the divergence table name, each a fact about a case and its data.</summary>
public static class DivergenceConditions
{
    static readonly Dictionary<string, Func<Problem, Tensor, bool>> s_conditions = new()
    {
        // Every case of the row's operators and types.
        ["any"] = (_, _) => true,
        // SAME_*: padding for the kernel without dilation is another than for the kernel with it.
        ["same-dilated"] = (problem, _) => AnyAxis(problem, IsSame, a =>
            SameTotal(a, a.Extent) != SameTotal(a, a.Kernel)),
        // SAME_*: the stride is so large that the windows leave input out, by enough to show in an unclamped split.
        ["same-skips-input"] = (problem, _) => AnyAxis(problem, IsSame, a => SameTotal(a, a.Extent) <= -2),
        // Rounding down a negative number, where truncation towards zero gives one window more.
        ["kernel-exceeds-padded-input"] = (problem, _) => AnyAxis(problem, p => !IsSame(p) && !IsCeil(p), a =>
            Room(a) < 0 && Room(a) % a.Stride != 0),
        ["pads-reach-kernel"] = (problem, _) => problem.Find("pads")?.Ints is { } pads && problem.Find("kernel_shape")?.Ints is { } kernel
            && Enumerable.Range(0, pads.Length).Any(i => pads[i] >= kernel[i % kernel.Length]),
        // ceil_mode: the size is another where the division is done in binary32.
        ["ceil-beyond-float"] = (problem, _) => AnyAxis(problem, p => !IsSame(p) && IsCeil(p), a =>
            (long)MathF.Ceiling((float)Room(a) / a.Stride) != (long)Math.Ceiling((double)Room(a) / a.Stride)),
        ["empty-window"] = (problem, _) => HasEmptyWindow(problem),
        ["nan"] = (_, x) => AnyNumber(x, double.IsNaN),
        ["negative-infinity"] = (_, x) => AnyNumber(x, double.IsNegativeInfinity),
        ["signed-zeros"] = (_, x) => AnyNumber(x, v => v == 0 && double.IsNegative(v)) && AnyNumber(x, v => v == 0 && !double.IsNegative(v)),
        // A sum of finite elements may leave binary32: of all elements, which bounds that of a window.
        ["sum-overflows-float"] = (_, x) => AnyNumber(x, v => Math.Abs(v) > float.MaxValue / x.ElementCount && double.IsFinite(v)),
        // A power of an element, or their sum, may be too large or too small for binary32.
        ["power-leaves-float"] = (problem, x) => problem.Find("p") is var p && AnyNumber(x, v =>
            v != 0 && double.IsFinite(v) && Math.Abs(Math.Log2(Math.Abs(v)) * (p is null ? 2 : p.Kind == AttributeKind.Float ? p.Float : p.Int)) > 100),
        ["over-3-spatial-axes"] = (problem, _) => problem.Shape.Length > 5,
        ["no-spatial-axis"] = (problem, _) => problem.Shape.Length == 2,
        // N > 0, another dimension 0.
        ["zero-dimension-beside-n"] = (problem, _) => problem.Shape.Length > 0 && problem.Shape[0] > 0 && problem.Shape[1..].Contains(0L),
        // MaxUnpool: output_shape is another shape than the attributes alone give.
        ["unpool-into-larger-shape"] = (problem, _) => problem.UnpoolShape is { } shape && !problem.Bind().OutputShape(problem.Shape).SequenceEqual(shape),
        ["opset-after-26"] = (problem, _) => problem.Opset > 26,
    };

    /// <summary>The names of all conditions.</summary>
    public static IEnumerable<string> Names => s_conditions.Keys;

    /// <summary>Whether a condition holds for a case.</summary>
    public static bool Holds(string name, Problem problem, Tensor x) => s_conditions[name](problem, x);

    static bool AnyAxis(Problem problem, Func<Problem, bool> applies, Func<PoolAxis, bool> holds)
    {
        if (problem.Find("kernel_shape") is null || !applies(problem) || problem.Bind().Geometry(problem.Shape) is not { } geometry)
            return false;
        foreach (PoolAxis axis in geometry.Axes)
            if (holds(axis)) return true;
        return false;
    }

    static bool HasEmptyWindow(Problem problem)
    {
        if (problem.Bind().Geometry(problem.Shape) is not { } geometry) return false;
        try
        {
            foreach (PoolAxis axis in geometry.Axes)
                if (axis.Output > 0 && (axis.Input == 0 || WindowCensus.Of(axis).EmptyCount > 0)) return true;
            return false;
        }
        catch (UnsupportedPoolingException)
        {
            // More windows over padding than are counted; some of so many are empty.
            return true;
        }
    }

    static bool AnyNumber(Tensor x, Func<double, bool> holds) => ElementTypes.HasArithmetic(x.Type) && x.ToDoubles().Any(holds);

    static bool IsSame(Problem problem) => problem.Find("auto_pad")?.String.StartsWith("SAME", StringComparison.Ordinal) == true;

    static bool IsCeil(Problem problem) => problem.Find("ceil_mode")?.Int == 1;

    static long SameTotal(PoolAxis axis, long extent) => ((axis.Output - 1) * axis.Stride) + extent - axis.Input;

    static long Room(PoolAxis axis) => axis.Input + axis.PadBegin + axis.PadEnd - axis.Extent;
}
