namespace OnnxPool.Conformance;

/// <summary>Facts about the windows of a problem that surprise people, or runtimes.</summary>
static class GeometryWarnings
{
    /// <summary>One line for each.</summary>
    public static IReadOnlyList<string> Of(Problem problem, IReadOnlyList<AxisInspection> axes, DivergenceTable divergences)
    {
        var warnings = new List<string>();
        bool hasWindows = problem.Find("kernel_shape") is not null && problem.Bind().Geometry(problem.Shape) is not null;
        for (int i = 0; hasWindows && i < axes.Count; i++)
            warnings.AddRange(OfAxis(problem, axes[i]).Select(w => $"axis {i}: {w}"));
        // Without data only those rows apply that speak of attributes, shape and type.
        var nothing = new Tensor(problem.Type, [0]);
        warnings.AddRange(divergences.Covering(problem, nothing, OrtSession.Version)
            .Select(r => $"ONNX Runtime {OrtSession.Version} departs ({r.Id}): {r.Reason}"));
        return warnings;
    }

    static IEnumerable<string> OfAxis(Problem problem, AxisInspection inspection)
    {
        PoolAxis axis = inspection.Axis;
        bool isSame = problem.Find("auto_pad")?.String.StartsWith("SAME", StringComparison.Ordinal) == true;
        bool ceil = problem.Find("ceil_mode")?.Int == 1 && !isSame;
        if (axis.PadBegin >= axis.Kernel || axis.PadEnd >= axis.Kernel)
            yield return $"padding {axis.PadBegin} and {axis.PadEnd} reaches the kernel's {axis.Kernel}";
        if (axis.Extent > axis.Input)
            yield return $"a window spans {axis.Extent}, more than the input's {axis.Input}";
        if (inspection.Census.EmptyCount > 0)
            yield return $"{inspection.Census.EmptyCount} of {axis.Output} windows have no real element";
        if (axis.Output == 0) yield break;
        long reach = axis.Start(axis.Output - 1) + axis.Extent;
        long end = axis.Input + axis.PadEnd;
        if (ceil && reach < end && axis.Start(axis.Output) >= axis.Input)
            yield return "a last window that would start in the end padding is dropped";
        if (reach > end)
            yield return $"the last window reaches {reach - end} past the padded input (ceil_mode)";
        if (reach < axis.Input)
            yield return $"the last {axis.Input - reach} elements are in no window";
    }
}
