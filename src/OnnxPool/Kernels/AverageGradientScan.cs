using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>
/// Pools the quotients of gradient and divisor a second time, with the windows turned round: for each input row the output rows over it are
/// added into one row of column sums, then the columns over each element. Takes any request.
/// </summary>
sealed class AverageGradientScan<T, TSum>() : GradientKernel<T, AverageGradient>("average-gradient-scan")
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public override void Run(PoolGeometry geometry, UnitRange units, AverageGradient rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        double[] quotients = ArrayPool<double>.Shared.Rent((int)geometry.OutputPlane);
        var rows = geometry.Over;
        TSum[] columns = ArrayPool<TSum>.Shared.Rent((int)geometry.RowAxis.Output);
        int[] offsets = ArrayPool<int>.Shared.Rent(Math.Max(rows.Scratch, geometry.Under.Scratch));
        var divisors = new AverageDivisors<T>(geometry, rule.IncludePad);
        var scatter = new Gather
        {
            Geometry = geometry,
            Rows = rows,
            Covers = geometry.ColumnsOver,
            Divisors = divisors,
            Under = geometry.Under,
            Dy = dy,
            Quotients = quotients.AsSpan(0, (int)geometry.OutputPlane),
            Columns = columns.AsSpan(0, (int)geometry.RowAxis.Output),
            Offsets = offsets,
        };
        PlaneScatter<T, TSum, Simd1<double>>.Run(geometry, units, dx, ref scatter);
        divisors.Dispose();
        ArrayPool<double>.Shared.Return(quotients);
        ArrayPool<TSum>.Shared.Return(columns);
        ArrayPool<int>.Shared.Return(offsets);
    }

    ref struct Gather : IPlaneScatter<T, TSum>
    {
        public PoolGeometry Geometry;
        public RowTaps Rows;
        public AxisWindows Covers;
        public RowTaps Under;
        public AverageDivisors<T> Divisors;
        public ReadOnlySpan<T> Dy;
        public Span<double> Quotients;
        public Span<TSum> Columns;
        public Span<int> Offsets;

        public readonly bool TryPlace(UnitRange planes, Span<T> target) => false;

        public void Add(UnitRange planes, Span<TSum> sums, double scale)
        {
            int length = (int)Geometry.InputPlane;
            for (int plane = planes.From; plane < planes.To; plane++) Add(plane, sums.Slice((plane - planes.From) * length, length), scale);
        }

        void Add(int plane, Span<TSum> sums, double scale)
        {
            ReadOnlySpan<T> dy = Dy.Slice(plane * Quotients.Length, Quotients.Length);
            for (int row = 0, o = 0; row < Under.Rows; row++)
            {
                foreach (double factor in Divisors.Of(row, Under.Of(row, Offsets).Length))
                    Quotients[o] = AverageDivisors<T>.Quotient(double.CreateTruncating(dy[o++]) * scale, factor);
            }
            int width = Covers.Positions;
            for (int row = 0; row < Rows.Rows; row++)
            {
                Columns.Clear();
                foreach (int offset in Rows.Of(row, Offsets))
                    for (int o = 0; o < Columns.Length; o++) Columns[o] = TSum.Plus(Columns[o], Quotients[offset + o]);
                for (int i = 0; i < width; i++) sums[(row * width) + i] = Sum(i);
            }
        }

        readonly TSum Sum(int element)
        {
            (int first, int count) = Covers[element];
            TSum sum = default;
            for (int o = first; count > 0; count--, o += Covers.Step) sum += Columns[o];
            return sum;
        }
    }
}
