using System.Buffers;

namespace OnnxPool;

/// <summary>Computes the input rows under one output row.</summary>
interface IDisjointRows<T>
{
    /// <param name="plane">Number of the plane.</param>
    /// <param name="row">Output row of the plane.</param>
    /// <param name="taps">Where the input rows under it begin; at least one.</param>
    /// <param name="target">The plane of the gradient; those rows are to be overwritten, and nothing else.</param>
    void Compute(int plane, int row, ReadOnlySpan<int> taps, Span<T> target);
}

/// <summary>Visits the output rows of windows that share no element: each of them owns the input rows under it.</summary>
static class DisjointWalk
{
    /// <summary>Why windows are not for this walk; null if they are.</summary>
    public static string? WhyNot(PoolGeometry geometry) => geometry.HasOverlap ? "its windows overlap" : null;

    /// <param name="geometry">Where the windows lie; both sides have at least one element.</param>
    /// <param name="units">Output rows, of all planes.</param>
    /// <param name="dx">Input planes, one after another. Rows that no window reaches become 0, each as part of one unit.</param>
    /// <param name="action">Called for each output row that has rows under it, in order.</param>
    public static void Run<T, TAction>(PoolGeometry geometry, UnitRange units, Span<T> dx, ref TAction action)
        where TAction : IDisjointRows<T>, allows ref struct
    {
        RowTaps under = geometry.Under, over = geometry.Over;
        int[] offsets = ArrayPool<int>.Shared.Rent(Math.Max(under.Scratch, over.Scratch));
        int length = (int)geometry.InputPlane;
        int width = (int)geometry.RowAxis.Input;
        bool hasGaps = HasGaps(over, offsets);
        (int plane, int row) = Math.DivRem(units.From, under.Rows);
        for (int unit = units.From; unit < units.To; unit++)
        {
            Span<T> target = dx.Slice(plane * length, length);
            // The rows that no window reaches, shared out evenly among the output rows.
            if (hasGaps) Clear(RowsBefore(row), RowsBefore(row + 1), target);
            ReadOnlySpan<int> taps = under.Of(row, offsets);
            if (!taps.IsEmpty) action.Compute(plane, row, taps, target);
            if (++row == under.Rows) (plane, row) = (plane + 1, 0);
        }
        ArrayPool<int>.Shared.Return(offsets);

        void Clear(int from, int to, Span<T> target)
        {
            for (int i = from; i < to; i++)
                if (over.Of(i, offsets).IsEmpty) target.Slice(i * width, width).Clear();
        }

        int RowsBefore(int row) => (int)((long)row * over.Rows / under.Rows);
    }

    static bool HasGaps(RowTaps over, Span<int> offsets)
    {
        for (int i = 0; i < over.Rows; i++)
            if (over.Of(i, offsets).IsEmpty) return true;
        return false;
    }
}

/// <summary>
/// The windows along a row that registers take: those inside the input, of one or two taps side by side, each as many elements from the next as
/// its register has for an output. In their range every element is written.
/// </summary>
readonly struct DisjointRun
{
    /// <param name="axis">The innermost axis.</param>
    /// <param name="lanes">Outputs of a register.</param>
    public DisjointRun(PoolAxis axis, int lanes)
    {
        if (axis.Stride > 2 || axis.Kernel > axis.Stride || (axis.Kernel == 2 && axis.Dilation > 1)) return;
        long from = (axis.PadBegin + axis.Stride - 1) / axis.Stride;
        long to = Math.Min(axis.Output, (axis.Input + axis.PadBegin) / axis.Stride);
        if (to - from < lanes) return;
        (From, To) = ((int)from, (int)to);
        (Begin, End) = ((int)axis.Start(from), (int)axis.Start(to));
    }

    /// <summary>The first output.</summary>
    public int From { get; }

    /// <summary>Where the outputs end; <see cref="From"/> if there are too few for a register.</summary>
    public int To { get; }

    /// <summary>The first element.</summary>
    public int Begin { get; }

    /// <summary>Where the elements end.</summary>
    public int End { get; }

    /// <summary>Makes a row 0 outside of the range.</summary>
    public void ClearOutside<T>(Span<T> row)
    {
        row[..Begin].Clear();
        row[End..].Clear();
    }
}
