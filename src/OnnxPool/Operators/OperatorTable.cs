namespace OnnxPool;

/// <summary>All operators of the family; the one place that lists them.</summary>
public static class OperatorTable
{
    /// <summary>The newest opset of ONNX's standard domain that these operators were checked against; none of them has a version after 25.</summary>
    public const int LatestOpset = 28;

    /// <summary>The operators, in the order in which tables show them.</summary>
    public static IReadOnlyList<PoolOperator> All { get; } =
    [
        MaxPool.Operator,
        AveragePool.Operator,
        GlobalAveragePool.Operator,
        Flatten.Operator,
        GlobalMaxPool.Operator,
        LpPool.Operator,
        GlobalLpPool.Operator,
        MaxUnpool.Operator,
    ];

    /// <summary>The operator that ONNX calls <paramref name="name"/>, or null if it is not of this family.</summary>
    public static PoolOperator? Find(string name) => All.FirstOrDefault(o => o.Name == name);
}
