namespace OnnxPool.Conformance;

/// <summary>Problems that are simpler than a given one by a single step.</summary>
static class SimplerProblems
{
    static readonly string[] s_perAxis = ["kernel_shape", "strides", "dilations"];

    /// <summary>The steps, those that take away most first. Not all of them are valid problems.</summary>
    public static IEnumerable<Problem> Of(Problem problem)
    {
        int spatial = problem.Find("kernel_shape")?.Ints.Length ?? Math.Max(0, problem.Shape.Length - 2);
        for (int axis = spatial - 1; axis >= 0 && spatial > 1; axis--) yield return WithoutAxis(problem, axis);
        foreach (KeyValuePair<string, AttributeValue> attribute in problem.Attributes)
            if (attribute.Key is not "kernel_shape") yield return problem.With(attributes: [.. problem.Attributes.Where(a => a.Key != attribute.Key)]);
        if (problem.Outputs.Count > 1) yield return problem.With(outputs: [problem.Outputs[0]]);
        if (problem.UnpoolShape is not null) yield return problem.With(dropUnpoolShape: true);
        if (problem.Layout != PoolLayout.Nchw) yield return problem.With(layout: PoolLayout.Nchw);
        foreach (DataKind simpler in Enum.GetValues<DataKind>().Where(k => Weight(k) < Weight(problem.Data))) yield return problem.With(data: simpler);
        foreach (Problem smaller in SmallerDimensions(problem)) yield return smaller;
        foreach (Problem smaller in SmallerLists(problem)) yield return smaller;
        if (problem.Type != ElementType.Float) yield return problem.With(type: ElementType.Float);
        // The oldest opset that means the same version says what the case is about; the newest version is what most people have.
        int newest = problem.Operator.Versions[^1].Since;
        if (problem.Opset != newest) yield return problem.With(opset: newest);
        if (problem.Opset > problem.Version.Since) yield return problem.With(opset: problem.Version.Since);
    }

    // Small integers are read most easily, numbers next; what has NaN and infinities in it only where it must.
    static int Weight(DataKind kind) => kind switch { DataKind.Ties => 0, DataKind.Uniform => 1, _ => 2 };

    static IEnumerable<Problem> SmallerDimensions(Problem problem)
    {
        long[] shape = problem.Shape.ToArray();
        for (int i = 0; i < shape.Length; i++)
        {
            foreach (long smaller in Smaller(shape[i], least: 1))
                yield return problem.With(shape: [.. shape[..i], smaller, .. shape[(i + 1)..]]);
        }
    }

    static IEnumerable<Problem> SmallerLists(Problem problem)
    {
        foreach ((string name, AttributeValue value) in problem.Attributes)
        {
            if (value.Kind != AttributeKind.Ints) continue;
            for (int i = 0; i < value.Ints.Length; i++)
            {
                foreach (long smaller in Smaller(value.Ints[i], least: name == "pads" ? 0 : 1))
                    yield return WithList(problem, name, [.. value.Ints[..i], smaller, .. value.Ints[(i + 1)..]]);
            }
        }
    }

    static IEnumerable<long> Smaller(long value, long least)
    {
        if (value <= least) yield break;
        yield return least;
        if (value / 2 > least) yield return value / 2;
        if (value - 1 > least && value - 1 != value / 2) yield return value - 1;
    }

    static Problem WithoutAxis(Problem problem, int axis)
    {
        long[] shape = problem.Shape.ToArray();
        int at = axis + (problem.Layout == PoolLayout.Nhwc ? 1 : 2);
        Problem less = problem.With(shape: [.. shape[..at], .. shape[(at + 1)..]], dropUnpoolShape: true);
        foreach ((string name, AttributeValue value) in problem.Attributes)
        {
            int n = value.Kind == AttributeKind.Ints ? value.Ints.Length : 0;
            if (s_perAxis.Contains(name) && axis < n) less = WithList(less, name, Without(value.Ints, axis));
            if (name == "pads" && axis < n / 2) less = WithList(less, name, Without(Without(value.Ints, axis + (n / 2)), axis));
        }
        return less;
    }

    static long[] Without(long[] list, int at) => [.. list[..at], .. list[(at + 1)..]];

    static Problem WithList(Problem problem, string name, long[] values) =>
        problem.With(attributes: [.. problem.Attributes.Select(a => a.Key == name ? KeyValuePair.Create(name, AttributeValue.Of(values)) : a)]);
}
