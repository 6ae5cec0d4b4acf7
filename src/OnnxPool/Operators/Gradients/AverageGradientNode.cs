namespace OnnxPool;

/// <summary>A node of AveragePoolGrad or GlobalAveragePoolGrad.</summary>
sealed class AverageGradientNode(
    OperatorVersion version, bool includePad, Func<long[], PoolGeometry> resolve, Action<int?> check) : PoolNode(version)
{
    public override long[] OutputShape(ReadOnlySpan<long> shape) => Geometry(shape).InputShape.ToArray();

    public override void Check(int? rank) => check(rank);

    public override PoolGeometry Geometry(ReadOnlySpan<long> shape) => resolve(shape.ToArray());

    private protected override Tensor[] Compute(IReadOnlyList<Tensor?> inputs, int outputs) =>
        [GradientCall.Run(inputs[0]!, Geometry(PoolInputs.Shape(inputs[1]!)), new AverageGradientWork(includePad))];
}
