using System.Numerics;

namespace OnnxPool;

/// <summary>Forms every window for itself; takes any request.</summary>
sealed class AverageScan<T, TSum>() : AverageKernel<T, TSum>("average-scan")
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public override long Cost(PoolGeometry geometry) => geometry.Visits;

    public override void Run(PoolGeometry geometry, UnitRange units, bool includePad, ReadOnlySpan<T> x, Span<T> y)
    {
        var action = new Action { Geometry = geometry, IncludePad = includePad, Y = y };
        RowWalk.Run(geometry, x, units, ref action);
    }

    ref struct Action : IRowAction<T>
    {
        public PoolGeometry Geometry;
        public bool IncludePad;
        public Span<T> Y;

        public readonly void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output)
        {
            var columns = (int)Geometry.RowAxis.Output;
            int row = output / columns % Geometry.Under.Rows;
            for (int o = 0; o < columns; o++)
                Y[output + o] = WindowAverage<T, TSum>.Of(plane, taps, Geometry, row, o, IncludePad);
        }
    }
}
