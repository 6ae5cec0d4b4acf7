namespace OnnxPool;

/// <summary>A node of AveragePoolGrad or GlobalAveragePoolGrad.</summary>
sealed class AverageGradientNode(
    OperatorVersion version, bool includePad, Func<long[], PoolGeometry> resolve, Action<int?> check) : WindowGradientNode(version, resolve, check)
{
    private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs)
    {
        InputFacts dy = inputs[0]!;
        PoolGeometry geometry = Geometry(PoolInputs.Shape(inputs[1]!));
        GradientCall.RequireShape("dY", dy.Shape, geometry.OutputShape);
        return new PoolPlan(
            geometry.InputShape, (scoped in PoolBuffers b) => GradientCall.Run(dy.Type, b.Data, geometry, b.Result, new AverageGradientWork(includePad)));
    }
}
