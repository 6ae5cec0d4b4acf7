namespace OnnxPool;

/// <summary>A node of MaxPoolGrad or GlobalMaxPoolGrad.</summary>
sealed class MaxGradientNode(
    OperatorVersion version, TiePolicy ties, long storageOrder, Func<long[], PoolGeometry> resolve, Action<int?> check) : WindowGradientNode(version, resolve, check)
{
    private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs)
    {
        InputFacts dy = inputs[0]!;
        PoolGeometry geometry = Geometry(PoolInputs.OfType("X", inputs[1]!, dy).Shape);
        PoolInputs.RequireResult(inputs.ElementAtOrDefault(2), dy, geometry);
        InputFacts? indices = inputs.ElementAtOrDefault(3);
        if (indices is not null)
        {
            PoolInputs.RequireInt64("Indices", indices);
            GradientCall.RequireShape("Indices", indices.Shape, geometry.OutputShape);
            if (ties != TiePolicy.First)
                Throw.Invalid("ties", $"{ties.Name()} beside Indices", $"{TiePolicy.First.Name()}: Indices name one winner for each window");
        }
        GradientCall.RequireShape("dY", dy.Shape, geometry.OutputShape);
        return new PoolPlan(geometry.InputShape, indices is null
            ? (scoped in PoolBuffers b) => GradientCall.Run(dy.Type, b.Data, geometry, b.Result, new MaxGradientWork(b.Input, ties))
            : (scoped in PoolBuffers b) => GradientCall.Run(dy.Type, b.Data, geometry, b.Result, IndexGradientWork.Of(geometry, b.Positions, storageOrder)));
    }
}
