namespace OnnxPool;

/// <summary>A node of AveragePoolGrad or GlobalAveragePoolGrad.</summary>
sealed class AverageGradientNode(
    OperatorVersion version, bool includePad, Func<long[], PoolGeometry> resolve, Action<int?> check) : WindowGradientNode(version, resolve, check)
{
    private protected override Tensor[] Compute(IReadOnlyList<Tensor?> inputs, int outputs) =>
        [GradientCall.Run(inputs[0]!, Geometry(PoolInputs.Shape(inputs[1]!)), new AverageGradientWork(includePad))];
}
