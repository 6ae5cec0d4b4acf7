namespace OnnxPool.Plugin;

/// <summary>A kernel of ONNX's domain that the provider has: an operator version with its types.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Version">The version.</param>
sealed record ProviderKernel(PoolOperator Operator, OperatorVersion Version)
{
    // Those that ONNX Runtime has tensors of. Its texts have a form of their own.
    static readonly ElementType[] s_carried =
        [.. ElementTypes.All.Where(t => t is not (ElementType.String or ElementType.Complex64 or ElementType.Complex128) && t <= ElementType.Int4)];

    /// <summary>All kernels.</summary>
    public static IReadOnlyList<ProviderKernel> All { get; } =
        [.. OperatorTable.All.SelectMany(o => o.Versions.Select(v => new ProviderKernel(o, v)))];

    /// <summary>The last opset that means this version. A version after the newest is another operator, which is left alone.</summary>
    public int LastOpset => Operator.Versions.SkipWhile(v => v != Version).Skip(1).FirstOrDefault()?.Since - 1 ?? Version.Since;

    /// <summary>ONNX's name of the type constraint of the data.</summary>
    public string TypeConstraint => Operator is MaxUnpool ? "T1" : "T";

    /// <summary>The types of the data.</summary>
    public IEnumerable<ElementType> Types => Version.Types.Where(s_carried.Contains);

    /// <summary>Whether the output is the input with another shape, so that they may share memory.</summary>
    public bool IsAlias => Operator is Flatten;
}
