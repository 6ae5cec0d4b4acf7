namespace OnnxPool;

/// <summary>A node of LpPoolGrad or GlobalLpPoolGrad.</summary>
sealed class LpGradientNode(OperatorVersion version, double p, Func<long[], PoolGeometry> resolve, Action<int?> check) : WindowGradientNode(version, resolve, check)
{
    private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs)
    {
        InputFacts dy = inputs[0]!;
        PoolGeometry geometry = Geometry(PoolInputs.OfType("X", inputs[1]!, dy).Shape);
        PoolInputs.RequireResult(inputs.ElementAtOrDefault(2), dy, geometry);
        GradientCall.RequireShape("dY", dy.Shape, geometry.OutputShape);
        return new PoolPlan(
            geometry.InputShape, (scoped in PoolBuffers b) => GradientCall.Run(dy.Type, b.Data, geometry, b.Result, new LpGradientWork(b.Input, p)));
    }
}
