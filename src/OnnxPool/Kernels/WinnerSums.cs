using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Positions of winners in neighbouring input planes.</summary>
/// <param name="positions">For each output of the planes a position; smaller than <paramref name="start"/> for an empty window.</param>
/// <param name="outputs">Outputs of a plane.</param>
/// <param name="start">What positions count from: that of the first plane's first element.</param>
/// <param name="columnMajor">Empty, or the dimensions of a plane if positions in it count the first of these fastest.</param>
readonly ref struct PlaneWinners(ReadOnlySpan<long> positions, int outputs, long start, ReadOnlySpan<long> columnMajor)
{
    /// <summary>For each output of the planes a position.</summary>
    public ReadOnlySpan<long> Positions { get; } = positions;

    /// <summary>Outputs of a plane.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>What they count from.</summary>
    public long Start { get; } = start;

    /// <summary>Empty, or the dimensions of a plane.</summary>
    public ReadOnlySpan<long> ColumnMajor { get; } = columnMajor;
}

/// <summary>Gives each output's gradient to the element that won there.</summary>
static class WinnerSums
{
    /// <summary>Planes that are added to in turn: a sum that is added to twice in a row is waited for, and so there is other work in between.</summary>
    public const int InTurn = 4;

    /// <summary>Writes planes whose elements win once at most.</summary>
    /// <returns>False if one may have won twice; the planes may then be anything.</returns>
    public static bool TryPlace<T>(PlaneWinners winners, ReadOnlySpan<T> dy, Span<T> planes) where T : unmanaged, INumber<T>
    {
        planes.Clear();
        // In locals, which stay in registers.
        ReadOnlySpan<long> positions = winners.Positions[..dy.Length], columnMajor = winners.ColumnMajor;
        long start = winners.Start;
        for (int o = 0; o < dy.Length; o++)
        {
            long winner = positions[o] - start;
            if (winner < 0) continue;
            if (!columnMajor.IsEmpty) winner = RowMajor(winner, columnMajor);
            ref T element = ref planes[(int)winner];
            // Where a zero came before, the sum is what comes now.
            if (!T.IsZero(element)) return false;
            element = FromZero(dy[o]);
        }
        return true;
    }

    /// <summary>Adds to each element in the order of the outputs.</summary>
    /// <param name="winners">Where the sums are that terms are added to.</param>
    /// <param name="terms">A term for each output.</param>
    /// <param name="sums">A sum for each element of the planes.</param>
    public static void Add<T, TSum>(PlaneWinners winners, ReadOnlySpan<double> terms, Span<TSum> sums)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        int outputs = winners.Outputs;
        int done = 0;
        if (winners.ColumnMajor.IsEmpty)
        {
            for (; terms.Length - done >= InTurn * outputs; done += InTurn * outputs)
                Four<T, TSum>(winners.Positions.Slice(done, InTurn * outputs), winners.Start, terms.Slice(done, InTurn * outputs), sums);
        }
        ReadOnlySpan<long> positions = winners.Positions[..terms.Length], columnMajor = winners.ColumnMajor;
        long start = winners.Start;
        for (int o = done; o < terms.Length; o++)
        {
            long winner = positions[o] - start;
            if (winner < 0) continue;
            if (!columnMajor.IsEmpty) winner = RowMajor(winner, columnMajor);
            ref TSum sum = ref sums[(int)winner];
            sum = TSum.Plus(sum, terms[o]);
        }
    }

    /// <summary>Four planes in turn.</summary>
    static void Four<T, TSum>(ReadOnlySpan<long> positions, long start, ReadOnlySpan<double> terms, Span<TSum> sums)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        nint outputs = positions.Length / InTurn;
        // Safety: both spans are four planes of as many outputs; Plus looks whether a winner has a sum.
        ref long firstPosition = ref MemoryMarshal.GetReference(positions);
        ref long secondPosition = ref Unsafe.Add(ref firstPosition, outputs);
        ref long thirdPosition = ref Unsafe.Add(ref secondPosition, outputs);
        ref long fourthPosition = ref Unsafe.Add(ref thirdPosition, outputs);
        ref double firstTerm = ref MemoryMarshal.GetReference(terms);
        ref double secondTerm = ref Unsafe.Add(ref firstTerm, outputs);
        ref double thirdTerm = ref Unsafe.Add(ref secondTerm, outputs);
        ref double fourthTerm = ref Unsafe.Add(ref thirdTerm, outputs);
        for (nint o = 0; o < outputs; o++)
        {
            Plus<T, TSum>(sums, Unsafe.Add(ref firstPosition, o) - start, Unsafe.Add(ref firstTerm, o));
            Plus<T, TSum>(sums, Unsafe.Add(ref secondPosition, o) - start, Unsafe.Add(ref secondTerm, o));
            Plus<T, TSum>(sums, Unsafe.Add(ref thirdPosition, o) - start, Unsafe.Add(ref thirdTerm, o));
            Plus<T, TSum>(sums, Unsafe.Add(ref fourthPosition, o) - start, Unsafe.Add(ref fourthTerm, o));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Plus<T, TSum>(Span<TSum> sums, long winner, double term)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        // An empty window's is below 0.
        if ((ulong)winner >= (ulong)sums.Length) return;
        ref TSum sum = ref Unsafe.Add(ref MemoryMarshal.GetReference(sums), (nint)winner);
        sum = TSum.Plus(sum, term);
    }

    /// <summary>What counts the first dimension of its plane fastest, counted as elements lie.</summary>
    static long RowMajor(long winner, ReadOnlySpan<long> dims)
    {
        long plane = 1;
        foreach (long dim in dims) plane *= dim;
        (long planes, long inside) = Math.DivRem(winner, plane);
        return (planes * plane) + MaxIndices.RowMajor(inside, dims);
    }

    /// <summary>+0 and a term: no zero stays negative, and no NaN signaling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T FromZero<T>(T term) where T : unmanaged, INumber<T> => Unsafe.SizeOf<T>() == 2 && !T.IsNaN(term)
        ? (T.IsZero(term) ? T.Zero : term)
        : T.CreateTruncating(0 + double.CreateTruncating(term));
}
