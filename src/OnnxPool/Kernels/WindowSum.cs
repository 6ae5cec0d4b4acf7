using System.Numerics;

namespace OnnxPool;

/// <summary>The sum of one window, by the order of additions that all kernels keep.</summary>
/// <remarks>
/// Down each column of the window first, then across the columns. Along either the real taps are added one after another, over the row taps of
/// several outer axes in row-major order. Long windows along the innermost or the only outer axis are added in blocks (<see cref="BlockOrder"/>), as
/// <see cref="Blocks{T, L, TV, TJob}"/> does, in which padding is 0. A window over a whole plane that is one axis is added as <see cref="PlaneSum"/> says.
/// </remarks>
static class WindowSum<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IElementSum<TSum, T>
{
    /// <summary>The sum over the real elements.</summary>
    /// <param name="plane">The input plane.</param>
    /// <param name="taps">Where the rows under the output begin.</param>
    /// <param name="geometry">Where the windows lie.</param>
    /// <param name="row">Output row of the plane.</param>
    /// <param name="column">Output column.</param>
    public static TSum Of(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolGeometry geometry, int row, int column)
    {
        if (taps.IsEmpty) return default;
        PoolAxis axis = geometry.RowAxis;
        (long first, long count) = axis.Window(column);
        var window = new Window { Plane = plane, Taps = taps, First = (int)first, Step = (int)axis.Dilation };
        if (BlockOrder.IsUsedDown(geometry))
        {
            PoolAxis down = geometry.Axes[0];
            window.Down = down.Kernel;
            window.AboveTaps = (down.Window(row).First - down.Start(row)) / down.Dilation;
        }
        return PlaneSum.IsUsed(geometry) ? PlaneSum.Of<T, TSum>(plane)
            : BlockOrder.IsUsed(axis) ? window.Across(axis.Kernel, (first - axis.Start(column)) / axis.Dilation, count)
            : window.Across(count);
    }

    ref struct Window
    {
        public ReadOnlySpan<T> Plane;
        public ReadOnlySpan<int> Taps;
        public int First;
        public int Step;

        /// <summary>Length down the columns, if they are added in blocks; else 0.</summary>
        public long Down;

        /// <summary>Taps above the first real one.</summary>
        public long AboveTaps;

        public readonly TSum Across(long count)
        {
            TSum sum = default;
            for (int j = 0; j < count; j++) sum += Column(j);
            return sum;
        }

        public readonly TSum Across(long kernel, long before, long count)
        {
            TSum sum = default;
            long done = 0;
            for (long length = 1; length <= kernel; length *= BlockOrder.Base)
            {
                for (int digit = BlockOrder.Digit(kernel, length); digit > 0; digit--, done += length)
                    sum += AcrossBlock(done - before, length, count);
            }
            return sum;
        }

        readonly TSum AcrossBlock(long from, long length, long count)
        {
            if (from + length <= 0 || from >= count) return default;
            if (length == 1) return Column((int)from);
            long quarter = length / BlockOrder.Base;
            TSum sum = default;
            for (int i = 0; i < BlockOrder.Base; i++) sum += AcrossBlock(from + (i * quarter), quarter, count);
            return sum;
        }

        readonly TSum Column(int j)
        {
            int column = First + (j * Step);
            TSum sum = default;
            if (Down == 0)
            {
                foreach (int offset in Taps) sum += Plane[offset + column];
                return sum;
            }
            long done = 0;
            for (long length = 1; length <= Down; length *= BlockOrder.Base)
            {
                for (int digit = BlockOrder.Digit(Down, length); digit > 0; digit--, done += length)
                    sum += DownBlock(done - AboveTaps, length, column);
            }
            return sum;
        }

        readonly TSum DownBlock(long from, long length, int column)
        {
            TSum sum = default;
            if (from + length <= 0 || from >= Taps.Length) return sum;
            if (length == 1) return sum + Plane[Taps[(int)from] + column];
            long quarter = length / BlockOrder.Base;
            for (int i = 0; i < BlockOrder.Base; i++) sum += DownBlock(from + (i * quarter), quarter, column);
            return sum;
        }
    }
}
