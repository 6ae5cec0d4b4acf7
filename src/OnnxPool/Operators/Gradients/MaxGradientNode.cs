namespace OnnxPool;

/// <summary>A node of MaxPoolGrad or GlobalMaxPoolGrad.</summary>
sealed class MaxGradientNode(
    OperatorVersion version, TiePolicy ties, long storageOrder, Func<long[], PoolGeometry> resolve, Action<int?> check) : WindowGradientNode(version, resolve, check)
{
    private protected override Tensor[] Compute(IReadOnlyList<Tensor?> inputs, int outputs)
    {
        Tensor dy = inputs[0]!;
        Tensor x = PoolInputs.OfType("X", inputs[1]!, dy);
        PoolGeometry geometry = Geometry(x.Shape);
        PoolInputs.RequireResult(inputs.ElementAtOrDefault(2), dy, geometry);
        if (inputs.ElementAtOrDefault(3) is not { } indices)
            return [GradientCall.Run(dy, geometry, new MaxGradientWork(x.Bytes, ties))];

        PoolInputs.RequireInt64("Indices", indices);
        GradientCall.RequireShape("Indices", indices, geometry.OutputShape);
        if (ties != TiePolicy.First)
            Throw.Invalid("ties", $"{ties.Name()} beside Indices", $"{TiePolicy.First.Name()}: Indices name one winner for each window");
        GradientCall.RequireShape("dY", dy, geometry.OutputShape);
        return [GradientCall.Run(dy, geometry, IndexGradientWork.Of(geometry, indices.Values<long>(), storageOrder))];
    }
}
