namespace OnnxPool;

/// <summary>A node of LpPoolGrad or GlobalLpPoolGrad.</summary>
sealed class LpGradientNode(OperatorVersion version, double p, Func<long[], PoolGeometry> resolve, Action<int?> check) : WindowGradientNode(version, resolve, check)
{
    private protected override Tensor[] Compute(IReadOnlyList<Tensor?> inputs, int outputs)
    {
        Tensor dy = inputs[0]!;
        Tensor x = PoolInputs.OfType("X", inputs[1]!, dy);
        PoolGeometry geometry = Geometry(x.Shape);
        PoolInputs.RequireResult(inputs.ElementAtOrDefault(2), dy, geometry);
        return [GradientCall.Run(dy, geometry, new LpGradientWork(x.Bytes, p))];
    }
}
