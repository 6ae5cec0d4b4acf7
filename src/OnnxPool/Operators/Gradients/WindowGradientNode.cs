namespace OnnxPool;

/// <summary>A node of a gradient of an operator with windows.</summary>
/// <param name="version">Operator and version.</param>
/// <param name="resolve">Where the windows lie on an X of a shape.</param>
/// <param name="check">What can be checked for a rank, or for none.</param>
abstract class WindowGradientNode(OperatorVersion version, Func<long[], PoolGeometry> resolve, Action<int?> check) : PoolNode(version)
{
    public sealed override long[] OutputShape(ReadOnlySpan<long> shape) => Geometry(shape).InputShape.ToArray();

    public sealed override void Check(int? rank) => check(rank);

    public sealed override PoolGeometry Geometry(ReadOnlySpan<long> shape) => resolve(shape.ToArray());
}
