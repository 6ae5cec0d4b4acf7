using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Maxima of whole planes in registers of one width, whose lanes are those of <see cref="MaxJob{T, L, TV}"/>.</summary>
/// <remarks>Lanes are taps, because the order of what is compared makes no difference to a maximum; where a NaN is seen the plane is scanned. A position is looked for afterwards.</remarks>
sealed class MaxPlanes<T, L, TV>(int bits) : MaxKernel<T>("max-planes", bits)
    where T : unmanaged, INumber<T>
    where L : unmanaged, INumber<L>
    where TV : struct, ISimd<TV, L>
{
    // Bytes of the widest register.
    const int MostLanes = 64;

    // Registers at a time: as many as comparisons are under way at once.
    const int Registers = 4;

    protected override string? Refuses(KernelRequest request) =>
        PlaneSum.IsUsedAlong(request.Geometry) ? null : PlaneSum.Refusal;

    public override void Run(PoolGeometry geometry, UnitRange units, ReadOnlySpan<T> x, Span<T> y, Span<long> winners)
    {
        var length = (int)geometry.InputPlane;
        Elements copy = default;
        for (int i = units.From; i < units.To; i++)
        {
            ReadOnlySpan<T> plane = x.Slice(i * length, length);
            scoped ReadOnlySpan<T> source = plane;
            if (length < TV.Count)
            {
                Span<T> padded = copy;
                padded.Fill(plane[0]);
                plane.CopyTo(padded);
                source = padded[..TV.Count];
            }
            bool isNumber = Largest(ref MemoryMarshal.GetReference(source), source.Length, ref y[i]);
            if (isNumber && winners.IsEmpty) continue;
            int winner = isNumber ? IndexOf(plane, y[i]) : MaxScan<T>.Winner(plane, geometry.Under.Of(0, []), geometry.RowAxis, 0);
            y[i] = plane[winner];
            if (!winners.IsEmpty) winners[i] = ((long)i * length) + winner;
        }
    }

    /// <summary>The first element with the same bits: of the zeros the positive one is the larger.</summary>
    static int IndexOf(ReadOnlySpan<T> plane, T value) => Unsafe.SizeOf<T>() switch
    {
        1 => MemoryMarshal.AsBytes(plane).IndexOf(Unsafe.BitCast<T, byte>(value)),
        2 => MemoryMarshal.Cast<T, ushort>(plane).IndexOf(Unsafe.BitCast<T, ushort>(value)),
        4 => MemoryMarshal.Cast<T, uint>(plane).IndexOf(Unsafe.BitCast<T, uint>(value)),
        _ => MemoryMarshal.Cast<T, ulong>(plane).IndexOf(Unsafe.BitCast<T, ulong>(value)),
    };

    /// <summary>The largest element; false if one is NaN. Registers overlap at the end, which makes no difference to a maximum.</summary>
    static bool Largest(ref T first, int length, ref T target)
    {
        int last = length - TV.Count;
        TV a = Read(ref first, last), b = a, c = a, d = a;
        TV seen = MaxJob<T, L, TV>.See(default, a);
        int i = 0;
        for (; i <= last - ((Registers - 1) * TV.Count); i += Registers * TV.Count)
        {
            ref T at = ref Unsafe.Add(ref first, i);
            Ask(ref at);
            TV one = Read(ref at, 0), two = Read(ref at, TV.Count), three = Read(ref at, 2 * TV.Count), four = Read(ref at, 3 * TV.Count);
            seen = MaxJob<T, L, TV>.See(MaxJob<T, L, TV>.See(seen, one), two);
            seen = MaxJob<T, L, TV>.See(MaxJob<T, L, TV>.See(seen, three), four);
            a = TV.Max(a, one);
            b = TV.Max(b, two);
            c = TV.Max(c, three);
            d = TV.Max(d, four);
        }
        for (; i < last; i += TV.Count)
        {
            TV value = Read(ref first, i);
            seen = MaxJob<T, L, TV>.See(seen, value);
            a = TV.Max(a, value);
        }
        Simd1<L>.Write(Simd1<L>.Create(TV.Largest(TV.Max(TV.Max(a, b), TV.Max(c, d)))), ref target);
        return !MaxJob<T, L, TV>.IsSpoilt(seen);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Read(ref T first, int i) => MaxJob<T, L, TV>.Read(in Unsafe.Add(ref first, i));

    /// <summary>Asks for each line that the registers read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Ask(ref T at)
    {
        Prefetch.Line(in at);
        if (TV.Count * Unsafe.SizeOf<T>() >= 32) Prefetch.Line(in Unsafe.Add(ref at, 2 * TV.Count));
        if (TV.Count * Unsafe.SizeOf<T>() < 64) return;
        Prefetch.Line(in Unsafe.Add(ref at, TV.Count));
        Prefetch.Line(in Unsafe.Add(ref at, 3 * TV.Count));
    }

    [InlineArray(MostLanes)]
    struct Elements
    {
        T _first;
    }
}
