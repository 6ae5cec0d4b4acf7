using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Positions of winners in one input plane.</summary>
/// <param name="positions">For each output of the plane a position; negative for an empty window.</param>
/// <param name="start">What they count from: the position of the plane's first element.</param>
/// <param name="columnMajor">Empty, or the dimensions of the plane if positions in it count the first of these fastest.</param>
readonly ref struct PlaneWinners(ReadOnlySpan<long> positions, long start, ReadOnlySpan<long> columnMajor)
{
    readonly ReadOnlySpan<long> _positions = positions;
    readonly ReadOnlySpan<long> _columnMajor = columnMajor;

    /// <summary>Row-major position in the plane; negative for an empty window.</summary>
    public int this[int output]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            long position = _positions[output];
            if (position < 0) return -1;
            return (int)(_columnMajor.IsEmpty ? position - start : MaxIndices.RowMajor(position - start, _columnMajor));
        }
    }
}

/// <summary>Gives each output's gradient to the element that won there.</summary>
static class WinnerSums
{
    /// <summary>Writes a plane whose elements win once at most.</summary>
    /// <returns>False if one may have won twice; the plane may then be anything.</returns>
    public static bool TryPlace<T>(PlaneWinners winners, ReadOnlySpan<T> dy, Span<T> plane) where T : unmanaged, INumber<T>
    {
        plane.Clear();
        for (int o = 0; o < dy.Length; o++)
        {
            int winner = winners[o];
            if (winner < 0) continue;
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
        for (int o = 0; o < dy.Length; o++)
        {
            int winner = winners[o];
            if (winner >= 0) sums[winner] = TSum.Plus(sums[winner], double.CreateTruncating(dy[o]) * scale);
        }
    }

    /// <summary>+0 and a term: no zero stays negative, and no NaN signaling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T FromZero<T>(T term) where T : unmanaged, INumber<T> => Unsafe.SizeOf<T>() == 2 && !T.IsNaN(term)
        ? (T.IsZero(term) ? T.Zero : term)
        : T.CreateTruncating(0 + double.CreateTruncating(term));
}
