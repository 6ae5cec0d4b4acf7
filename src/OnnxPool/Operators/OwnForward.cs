namespace OnnxPool;

/// <summary>An operator of ONNX under this project's own domain, so that a model can ask for ours by name: the newest version, as version 1.</summary>
sealed class OwnForward : PoolOperator
{
    readonly PoolOperator _standard;

    public OwnForward(PoolOperator standard)
        : base(standard.Name, OperatorTable.OwnDomain, OperatorTable.OwnVersion,
            [standard.Versions[^1] with { Operator = $"{OperatorTable.OwnDomain}.{standard.Name}", Since = OperatorTable.OwnVersion }]) =>
        _standard = standard;

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout) =>
        _standard.ReadNewest(attributes, layout);
}
