namespace OnnxPool.Conformance;

/// <summary>Problems that are simpler than a given one by a single step.</summary>
static class SimplerProblems
{
    const int Few = 8;

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
        foreach (Problem smaller in SmallerAttributes(problem)) yield return smaller;
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
        // What a tensor without elements shows is read more easily from one that has some.
        if (problem.Shape.Contains(0)) yield return problem.With(shape: [.. problem.Shape.ToArray().Select(d => Math.Max(1, d))]);
        foreach (long[] smaller in SmallerLists(problem.Shape.ToArray(), least: 1)) yield return problem.With(shape: smaller);
        if (problem.UnpoolShape is not { } unpooled) yield break;
        foreach (long[] smaller in SmallerLists([.. unpooled], least: 1)) yield return problem.With(unpoolShape: smaller);
    }

    static IEnumerable<Problem> SmallerAttributes(Problem problem)
    {
        foreach ((string name, AttributeValue value) in problem.Attributes)
        {
            if (value.Kind == AttributeKind.Ints)
                foreach (long[] smaller in SmallerLists(value.Ints, least: name == "pads" ? 0 : 1)) yield return With(problem, name, AttributeValue.Of(smaller));
            else if (value.Kind == AttributeKind.Int)
                foreach (long smaller in Smaller(value.Int, least: name == "p" ? 1 : 0)) yield return With(problem, name, AttributeValue.Of(smaller));
        }
    }

    static IEnumerable<long[]> SmallerLists(long[] values, long least)
    {
        for (int i = 0; i < values.Length; i++)
            foreach (long smaller in Smaller(values[i], least)) yield return [.. values[..i], smaller, .. values[(i + 1)..]];
    }

    // Every small number: where a window just fits, neither half of a size nor one less may show what two less does.
    static IEnumerable<long> Smaller(long value, long least)
    {
        for (long smaller = least; smaller < Math.Min(value, least + Few); smaller++) yield return smaller;
        if (value / 2 >= least + Few) yield return value / 2;
        if (value - 1 >= least + Few && value - 1 != value / 2) yield return value - 1;
    }

    static Problem WithoutAxis(Problem problem, int axis)
    {
        long[] shape = problem.Shape.ToArray();
        int at = axis + (problem.Layout == PoolLayout.Nhwc ? 1 : 2);
        Problem less = problem.With(shape: [.. shape[..at], .. shape[(at + 1)..]], dropUnpoolShape: true);
        foreach ((string name, AttributeValue value) in problem.Attributes)
        {
            int n = value.Kind == AttributeKind.Ints ? value.Ints.Length : 0;
            if (s_perAxis.Contains(name) && axis < n) less = With(less, name, AttributeValue.Of(Without(value.Ints, axis)));
            if (name == "pads" && axis < n / 2) less = With(less, name, AttributeValue.Of(Without(Without(value.Ints, axis + (n / 2)), axis)));
        }
        return less;
    }

    static long[] Without(long[] list, int at) => [.. list[..at], .. list[(at + 1)..]];

    static Problem With(Problem problem, string name, AttributeValue value) =>
        problem.With(attributes: [.. problem.Attributes.Select(a => a.Key == name ? KeyValuePair.Create(name, value) : a)]);
}
