using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Planes side by side, as many as a register has lanes: their winners, row by row, then what came for each window added to its winner.</summary>
/// <typeparam name="T">Element of 32 bits.</typeparam>
/// <typeparam name="TV">Register of elements.</typeparam>
/// <typeparam name="TI">Register of int.</typeparam>
/// <typeparam name="TD">Register of double.</typeparam>
sealed class MaxGradientGroups<T, TV, TI, TD>(int bits) : GradientKernel<T, MaxGradient>("max-gradient-groups", bits)
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
    where TI : struct, ISimd<TI, int>
    where TD : struct, ISimd<TD, double>
{
    // Windows that share no element fill registers along their rows better, once these are longer.
    const int MostDisjoint = 12;

    protected override string? Refuses(KernelRequest request) =>
        request.Ties != TiePolicy.First ? "it finds one winner for each window"
        : !request.Geometry.HasOverlap && request.Geometry.RowAxis.Output > MostDisjoint ? "windows share no element, and rows are long"
        : GroupRing.WhyNot(request.Geometry, TV.Count);

    /// <summary>Groups of planes.</summary>
    public override int Units(PoolGeometry geometry) => GroupPlan.Units(geometry, TV.Count);

    public override void Run(PoolGeometry geometry, UnitRange units, MaxGradient rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        var ring = new GroupRing(geometry);
        var winners = new GroupWinners<T, TV, TI>(geometry, ring);
        var terms = new GroupTerms<T, TV, TD>(geometry);
        var scatter = new GroupScatter<T, TV, TD>(ring);
        RowTaps under = geometry.Under;
        int[] offsets = ArrayPool<int>.Shared.Rent(under.Scratch + under.MaxTaps);
        Span<int> slots = offsets.AsSpan(under.Scratch, under.MaxTaps);
        int width = (int)geometry.RowAxis.Output, plane = (int)geometry.InputPlane;
        var places = new AlignedScratch<int>(width * TV.Count);
        double perRow = 1.0 / ring.Width;
        for (int unit = units.From; unit < units.To; unit++)
        {
            // The last group has planes before it again, whose gradients are another's to write.
            int first = Math.Min(unit * TV.Count, (int)geometry.Planes - TV.Count), again = (unit * TV.Count) - first;
            Span<T> target = dx.Slice(first * plane, TV.Count * plane);
            ref T elements = ref MemoryMarshal.GetReference(x.Slice(first * plane, TV.Count * plane));
            winners.Begin();
            scatter.Begin();
            terms.Begin(first, dy);
            for (int row = 0; row < under.Rows; row++)
            {
                ReadOnlySpan<int> taps = under.Of(row, offsets);
                if (taps.IsEmpty) continue;
                // A whole number of rows: rounding cannot miss it.
                for (int i = 0; i < taps.Length; i++) slots[i] = (int)((taps[i] * perRow) + 0.5);
                if (geometry.KernelAxes.Length == 2) scatter.Free((int)geometry.KernelAxes[0].Start(row), target, again);
                winners.Reach(slots[taps.Length - 1] + 1, ref elements);
                for (int i = 0; i < taps.Length; i++) slots[i] %= ring.Rows;
                winners.Down(slots[..taps.Length], ref places.First);
                scatter.Add(ref places.First, ref terms.Of(row), width * TV.Count);
            }
            scatter.Flush(geometry.Over.Rows, target, again);
        }
        ArrayPool<int>.Shared.Return(offsets);
        winners.Return();
        terms.Return();
        scatter.Return();
        places.Return();
    }
}
