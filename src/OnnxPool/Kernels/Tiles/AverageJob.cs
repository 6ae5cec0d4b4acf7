using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Averages in lanes of sums.</summary>
/// <param name="geometry">Where the windows lie.</param>
/// <param name="includePad">Whether padding counts in the divisor.</param>
/// <param name="factors">Room for what the sums of a row are divided by: as long as <see cref="PoolGeometry.ColumnDivisors"/>, times <paramref name="planes"/>.</param>
/// <param name="planes">How many planes stand side by side.</param>
struct AverageJob<T, TSum, L, TV>(PoolGeometry geometry, bool includePad, double[] factors, int planes = 1) : ITileJob<T, L, TV>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
    where L : unmanaged
    where TV : struct, ILanes<TV, L>
{
    readonly double[] _columns = geometry.ColumnDivisors(includePad);
    double _rowDivisor;

    public static bool IsIdempotent => false;

    public static bool IsWatchful => false;

    public static bool DependsOnRow => true;

    public static L Empty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Read(ref readonly T source) => TV.Read(in source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Combine(TV a, TV b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV See(TV seen, TV value) => seen;

    // What is not finite is formed again: a sum may have left its range on the way.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpoilt(TV seen) => TV.Any(TV.NotFinite(seen));

    public void BeginRow(int row, int taps)
    {
        // A row of empty windows is 0 by any divisor.
        double divisor = Math.Max(1, includePad ? geometry.Under.Padded(row) : taps);
        if (divisor == _rowDivisor) return;
        _rowDivisor = divisor;
        for (int i = 0; i < _columns.Length; i++) factors.AsSpan(i * planes, planes).Fill(TSum.Factor(divisor * _columns[i]));
    }

    // A sum that starts from +0 is not −0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TV Write(TV seen, TV value, int column, ref T target)
    {
        TV quotient = TV.Quotient(value + TV.Create(default), TV.Read(in factors[column]));
        TV.Write(quotient, ref target);
        return TV.See(seen, quotient);
    }

    public readonly T One(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, int row, int column) =>
        WindowAverage<T, TSum>.Of(plane, taps, geometry, row, column, includePad);
}
