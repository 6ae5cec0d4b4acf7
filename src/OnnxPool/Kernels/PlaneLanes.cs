using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>What is added for an element.</summary>
interface ITerm<T, L, TV>
    where T : unmanaged, INumber<T>
    where L : unmanaged
    where TV : struct, ILanes<TV, L>
{
    /// <summary>The terms of neighbouring elements.</summary>
    static abstract TV Of(ref readonly T source);
}

/// <summary>The element itself.</summary>
readonly struct ElementTerm<T, L, TV> : ITerm<T, L, TV>
    where T : unmanaged, INumber<T>
    where L : unmanaged
    where TV : struct, ILanes<TV, L>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Of(ref readonly T source) => TV.Read(in source);
}

/// <summary>The sum over a plane in registers, in the order of <see cref="PlaneSum"/>.</summary>
static class PlaneLanes<T, L, TV, TTerm>
    where T : unmanaged, INumber<T>
    where L : unmanaged
    where TV : struct, ILanes<TV, L>
    where TTerm : struct, ITerm<T, L, TV>
{
    // A window into it begins with as many set lanes as there are elements left.
    static readonly L[] s_masks = Masks();

    /// <summary>Adds up a plane.</summary>
    /// <param name="x">The input from the plane on; what follows the plane is read, and not used.</param>
    /// <param name="length">Elements of the plane.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Total(ReadOnlySpan<T> x, int length)
    {
        int rest = length % PlaneSum.Parts;
        ref T first = ref MemoryMarshal.GetReference(x);
        return x.Length < length - rest + PlaneSum.Parts ? AtTheEnd(x, length) : Total(ref first, length - rest, ref Unsafe.Add(ref first, length - rest), rest);
    }

    /// <summary>Of a plane behind which there is too little to read a register.</summary>
    static L AtTheEnd(ReadOnlySpan<T> x, int length)
    {
        Elements copy = default;
        int rest = length % PlaneSum.Parts;
        x[(length - rest)..].CopyTo(copy);
        return Total(ref MemoryMarshal.GetReference(x), length - rest, ref copy[0], rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static L Total(ref T first, int whole, ref T tail, int rest)
    {
        ref L masks = ref s_masks[PlaneSum.Parts - rest];
        return 4 * TV.Count < PlaneSum.Parts ? ThroughMemory(ref first, whole, ref tail, ref masks) : InRegisters(ref first, whole, ref tail, ref masks);
    }

    // Without a call, over which registers would be kept in memory.
    static L InRegisters(ref T first, int whole, ref T tail, ref L masks)
    {
        bool four = 4 * TV.Count == PlaneSum.Parts;
        TV a = Part(ref tail, ref masks, 0), b = Part(ref tail, ref masks, TV.Count);
        TV c = four ? Part(ref tail, ref masks, 2 * TV.Count) : a, d = four ? Part(ref tail, ref masks, 3 * TV.Count) : a;
        for (int i = 0; i < whole; i += PlaneSum.Parts)
        {
            ref T at = ref Unsafe.Add(ref first, i);
            Prefetch.Line(in at);
            a += TTerm.Of(in at);
            b += TTerm.Of(in Unsafe.Add(ref at, TV.Count));
            if (!four) continue;
            c += TTerm.Of(in Unsafe.Add(ref at, 2 * TV.Count));
            d += TTerm.Of(in Unsafe.Add(ref at, 3 * TV.Count));
        }
        return TV.Total(four ? a + c + (b + d) : a + b);
    }

    /// <summary>With registers so narrow that the partial sums do not all stay in them.</summary>
    static L ThroughMemory(ref T first, int whole, ref T tail, ref L masks)
    {
        PartialSums<L> sums = default;
        ref L parts = ref sums[0];
        for (int part = 0; part < PlaneSum.Parts; part += TV.Count)
        {
            TV sum = Part(ref tail, ref masks, part);
            for (int i = part; i < whole; i += PlaneSum.Parts) sum += TTerm.Of(in Unsafe.Add(ref first, i));
            TV.Store(sum, ref Unsafe.Add(ref parts, part));
        }
        for (int half = PlaneSum.Parts / 2; half >= TV.Count; half /= 2)
        {
            for (int i = 0; i < half; i += TV.Count)
                TV.Store(TV.Load(in Unsafe.Add(ref parts, i)) + TV.Load(in Unsafe.Add(ref parts, i + half)), ref Unsafe.Add(ref parts, i));
        }
        return TV.Total(TV.Load(in parts));
    }

    /// <summary>What is left behind whole registers, and 0 past it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Part(ref T tail, ref L masks, int from) =>
        TV.Select(TV.Load(in Unsafe.Add(ref masks, from)), TTerm.Of(in Unsafe.Add(ref tail, from)), TV.Create(default));

    static L[] Masks()
    {
        var masks = new L[2 * PlaneSum.Parts];
        MemoryMarshal.AsBytes(masks.AsSpan(0, PlaneSum.Parts)).Fill(byte.MaxValue);
        return masks;
    }

    [InlineArray(PlaneSum.Parts)]
    struct Elements
    {
        T _first;
    }
}
