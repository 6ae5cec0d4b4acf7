namespace OnnxPool;

/// <summary>All operators of the family and their gradients; the one place that lists them.</summary>
public static class OperatorTable
{
    /// <summary>The newest opset of ONNX's standard domain that these operators were checked against; none of them has a version after 25.</summary>
    public const int LatestOpset = 28;

    /// <summary>Domain of ONNX's own operators.</summary>
    public const string StandardDomain = "";

    /// <summary>Domain of the gradient operators, and of the forward ones for models that ask for this project's by name.</summary>
    public const string OwnDomain = "ai.onnxpool";

    /// <summary>The version of <see cref="OwnDomain"/>.</summary>
    public const int OwnVersion = 1;

    /// <summary>ONNX's operators, in the order in which tables show them.</summary>
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

    /// <summary>The gradient operators, in the order of the forward ones.</summary>
    public static IReadOnlyList<GradientOperator> Gradients { get; } =
    [
        MaxPoolGrad.Operator,
        AveragePoolGrad.Operator,
        GlobalAveragePoolGrad.Operator,
        FlattenGrad.Operator,
        GlobalMaxPoolGrad.Operator,
        LpPoolGrad.Operator,
        GlobalLpPoolGrad.Operator,
        MaxUnpoolGrad.Operator,
    ];

    /// <summary>Everything in <see cref="OwnDomain"/>: the forward operators at their newest version, and the gradients.</summary>
    public static IReadOnlyList<PoolOperator> Own { get; } = [.. All.Select(o => new OwnForward(o)), .. Gradients];

    /// <summary>The operator that ONNX calls <paramref name="name"/>, or null if it is not of this family.</summary>
    public static PoolOperator? Find(string name) => Find(StandardDomain, name);

    /// <summary>The operator called <paramref name="name"/> in a domain, or null.</summary>
    /// <param name="domain">Empty for ONNX's own, or <see cref="OwnDomain"/>.</param>
    /// <param name="name">The operator's name.</param>
    public static PoolOperator? Find(string domain, string name) =>
        (domain == StandardDomain ? All : domain == OwnDomain ? Own : []).FirstOrDefault(o => o.Name == name);
}
