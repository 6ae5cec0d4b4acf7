using System.Numerics;

namespace OnnxPool;

/// <summary>The sum of one window, by the order of additions that all kernels keep.</summary>
/// <remarks>
/// Down each column of the window first, then across the columns. Along either the real taps are added one after another, over the row taps of
/// several outer axes in row-major order. Long windows along the innermost or the only outer axis are added in blocks (<see cref="BlockOrder"/>), as
/// <see cref="Blocks{T, L, TV, TJob}"/> does, in which padding is 0. A window over a whole plane is added as <see cref="PlaneSum"/> says.
/// The order is of the spatial axes alone, and so the same with either layout.
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
        var window = new Window { Elements = new(plane, taps, geometry, row, column) };
        PoolAxis axis = window.Elements.Across;
        if (window.Elements.Rows == 0) return default;
        if (PlaneSum.IsUsed(geometry)) return PlaneSum.Of<T, TSum>(window.Elements);
        if (geometry.KernelSpatialAxes is [var down, _] && BlockOrder.IsUsed(down))
        {
            window.Down = down.Kernel;
            window.AboveTaps = TapsBefore(down, window.Elements.OutputRow);
        }
        return BlockOrder.IsUsed(axis) ? window.AcrossBlocks(axis.Kernel, TapsBefore(axis, window.Elements.OutputColumn)) : window.Across();
    }

    static long TapsBefore(PoolAxis axis, int output) => (axis.Window(output).First - axis.Start(output)) / axis.Dilation;

    ref struct Window
    {
        public WindowElements<T> Elements;

        /// <summary>Length down the columns, if they are added in blocks; else 0.</summary>
        public long Down;

        /// <summary>Taps above the first real one.</summary>
        public long AboveTaps;

        public readonly TSum Across()
        {
            TSum sum = default;
            for (int j = 0; j < Elements.Columns; j++) sum += Column(j);
            return sum;
        }

        public readonly TSum AcrossBlocks(long kernel, long before)
        {
            TSum sum = default;
            long done = 0;
            for (long length = 1; length <= kernel; length *= BlockOrder.Base)
            {
                for (int digit = BlockOrder.Digit(kernel, length); digit > 0; digit--, done += length)
                    sum += AcrossBlock(done - before, length);
            }
            return sum;
        }

        readonly TSum AcrossBlock(long from, long length)
        {
            if (from + length <= 0 || from >= Elements.Columns) return default;
            if (length == 1) return Column((int)from);
            long quarter = length / BlockOrder.Base;
            TSum sum = default;
            for (int i = 0; i < BlockOrder.Base; i++) sum += AcrossBlock(from + (i * quarter), quarter);
            return sum;
        }

        readonly TSum Column(int j)
        {
            TSum sum = default;
            if (Down == 0)
            {
                for (int i = 0; i < Elements.Rows; i++) sum += Elements[i, j];
                return sum;
            }
            long done = 0;
            for (long length = 1; length <= Down; length *= BlockOrder.Base)
            {
                for (int digit = BlockOrder.Digit(Down, length); digit > 0; digit--, done += length)
                    sum += DownBlock(done - AboveTaps, length, j);
            }
            return sum;
        }

        readonly TSum DownBlock(long from, long length, int column)
        {
            TSum sum = default;
            if (from + length <= 0 || from >= Elements.Rows) return sum;
            if (length == 1) return sum + Elements[(int)from, column];
            long quarter = length / BlockOrder.Base;
            for (int i = 0; i < BlockOrder.Base; i++) sum += DownBlock(from + (i * quarter), quarter, column);
            return sum;
        }
    }
}
