using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Positions of winners in one input plane.</summary>
/// <param name="positions">For each output of the plane a position; negative for an empty window.</param>
/// <param name="start">What they count from: the position of the plane's first element.</param>
/// <param name="columnMajor">Empty, or the dimensions of the plane if positions in it count the first of these fastest.</param>
readonly ref struct PlaneWinners(ReadOnlySpan<long> positions, long start, ReadOnlySpan<long> columnMajor)
{
    /// <summary>For each output of the plane a position; negative for an empty window.</summary>
    public ReadOnlySpan<long> Positions { get; } = positions;

    /// <summary>What they count from.</summary>
    public long Start { get; } = start;

    /// <summary>Empty, or the dimensions of the plane.</summary>
    public ReadOnlySpan<long> ColumnMajor { get; } = columnMajor;
}

/// <summary>Gives each output's gradient to the element that won there.</summary>
static class WinnerSums
{
    /// <summary>Writes a plane whose elements win once at most.</summary>
    /// <returns>False if one may have won twice; the plane may then be anything.</returns>
    public static bool TryPlace<T>(PlaneWinners winners, ReadOnlySpan<T> dy, Span<T> plane) where T : unmanaged, INumber<T>
    {
        plane.Clear();
        // In locals, which stay in registers.
        ReadOnlySpan<long> positions = winners.Positions[..dy.Length], columnMajor = winners.ColumnMajor;
        long start = winners.Start;
        for (int o = 0; o < dy.Length; o++)
        {
            long position = positions[o];
            if (position < 0) continue;
            int winner = InPlane(position - start, columnMajor);
            ref T element = ref plane[winner];
            // Where a zero came before, the sum is what comes now.
            if (!T.IsZero(element)) return false;
            element = FromZero(dy[o]);
        }
        return true;
    }

    /// <summary>Adds in the order of the outputs.</summary>
    public static void Add<T, TSum>(PlaneWinners winners, ReadOnlySpan<T> dy, Span<TSum> sums, double scale)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        ReadOnlySpan<long> positions = winners.Positions[..dy.Length], columnMajor = winners.ColumnMajor;
        long start = winners.Start;
        for (int o = 0; o < dy.Length; o++)
        {
            long position = positions[o];
            if (position < 0) continue;
            ref TSum sum = ref sums[InPlane(position - start, columnMajor)];
            sum = TSum.Plus(sum, double.CreateTruncating(dy[o]) * scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int InPlane(long position, ReadOnlySpan<long> columnMajor) =>
        (int)(columnMajor.IsEmpty ? position : MaxIndices.RowMajor(position, columnMajor));

    /// <summary>+0 and a term: no zero stays negative, and no NaN signaling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T FromZero<T>(T term) where T : unmanaged, INumber<T> => Unsafe.SizeOf<T>() == 2 && !T.IsNaN(term)
        ? (T.IsZero(term) ? T.Zero : term)
        : T.CreateTruncating(0 + double.CreateTruncating(term));
}
