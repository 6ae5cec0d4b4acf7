namespace OnnxPool;

/// <summary>A node of LpPoolGrad or GlobalLpPoolGrad.</summary>
sealed class LpGradientNode(OperatorVersion version, double p, Func<long[], PoolGeometry> resolve, Action<int?> check) : PoolNode(version)
{
    public override long[] OutputShape(ReadOnlySpan<long> shape) => Geometry(shape).InputShape.ToArray();

    public override void Check(int? rank) => check(rank);

    public override PoolGeometry Geometry(ReadOnlySpan<long> shape) => resolve(shape.ToArray());

    private protected override Tensor[] Compute(IReadOnlyList<Tensor?> inputs, int outputs)
    {
        Tensor dy = inputs[0]!;
        Tensor x = PoolInputs.OfType("X", inputs[1]!, dy);
        PoolGeometry geometry = Geometry(x.Shape);
        PoolInputs.RequireResult(inputs.ElementAtOrDefault(2), dy, geometry);
        return [GradientCall.Run(dy, geometry, new LpGradientWork(x.Bytes, p))];
    }
}
