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
        int[] offsets = ArrayPool<int>.Shared.Rent(rows.Scratch);
        double[] divisors = Divisors(geometry, rule.IncludePad);
        var scatter = new Gather
        {
            Rows = rows,
            Covers = geometry.ColumnsOver,
            Divisors = divisors.AsSpan(0, (int)geometry.OutputPlane),
            Dy = dy,
            Quotients = quotients.AsSpan(0, (int)geometry.OutputPlane),
            Columns = columns.AsSpan(0, (int)geometry.RowAxis.Output),
            Offsets = offsets,
        };
        PlaneScatter.Run<T, TSum, Gather>(geometry, units, dx, ref scatter);
        ArrayPool<double>.Shared.Return(quotients);
        ArrayPool<TSum>.Shared.Return(columns);
        ArrayPool<int>.Shared.Return(offsets);
        ArrayPool<double>.Shared.Return(divisors);
    }

    /// <summary>The divisors of one plane's averages; 0 for a window without a real element, which nothing takes from.</summary>
    static double[] Divisors(PoolGeometry geometry, bool includePad)
    {
        double[] divisors = ArrayPool<double>.Shared.Rent((int)geometry.OutputPlane);
        var under = geometry.Under;
        int[] offsets = ArrayPool<int>.Shared.Rent(under.Scratch);
        PoolAxis axis = geometry.RowAxis;
        int at = 0;
        for (int row = 0; row < under.Rows; row++)
        {
            long taps = under.Of(row, offsets).Length;
            long padded = under.Padded(row);
            for (int o = 0; o < axis.Output; o++)
            {
                long real = taps * axis.Window(o).Count;
                divisors[at++] = real > 0 && includePad ? padded * axis.PaddedCount(o) : real;
            }
        }
        ArrayPool<int>.Shared.Return(offsets);
        return divisors;
    }

    ref struct Gather : IPlaneScatter<TSum>
    {
        public RowTaps Rows;
        public AxisWindows Covers;
        public ReadOnlySpan<double> Divisors;
        public ReadOnlySpan<T> Dy;
        public Span<double> Quotients;
        public Span<TSum> Columns;
        public Span<int> Offsets;

        public readonly void Add(int plane, Span<TSum> sums, double scale)
        {
            ReadOnlySpan<T> dy = Dy.Slice(plane * Quotients.Length, Quotients.Length);
            for (int o = 0; o < dy.Length; o++) Quotients[o] = double.CreateTruncating(dy[o]) * scale / Divisors[o];
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
