using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Squares of 16 rows and columns of four bytes, turned in registers of 512 bits: first inside each 128 bits, across which a step is dear, then these as wholes.</summary>
static class Turn512
{
    // Which 128 bits of each register: of the first two the first two, and so on.
    const byte FirstHalves = 0x44, SecondHalves = 0xEE, EvenOnes = 0x88, OddOnes = 0xDD;

    /// <summary>Whether it is there.</summary>
    public static bool IsSupported => Avx512F.IsSupported;

    /// <summary>Turns a square.</summary>
    /// <param name="from">Its first row.</param>
    /// <param name="pitch">Elements from one of its rows to the next.</param>
    /// <param name="to">The first row of the turned square.</param>
    /// <param name="toPitch">Elements from one of these to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square(ref float from, nint pitch, ref float to, nint toPitch)
    {
        ref float second = ref Unsafe.Add(ref from, 4 * pitch);
        ref float third = ref Unsafe.Add(ref second, 4 * pitch);
        ref float fourth = ref Unsafe.Add(ref third, 4 * pitch);
        Pairs(ref from, pitch, out Vector512<float> a0, out Vector512<float> a1, out Vector512<float> a2, out Vector512<float> a3);
        Pairs(ref second, pitch, out Vector512<float> b0, out Vector512<float> b1, out Vector512<float> b2, out Vector512<float> b3);
        Pairs(ref third, pitch, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3);
        Pairs(ref fourth, pitch, out Vector512<float> d0, out Vector512<float> d1, out Vector512<float> d2, out Vector512<float> d3);
        Wholes(a0, b0, c0, d0, ref to, toPitch);
        Wholes(a1, b1, c1, d1, ref Unsafe.Add(ref to, toPitch), toPitch);
        Wholes(a2, b2, c2, d2, ref Unsafe.Add(ref to, 2 * toPitch), toPitch);
        Wholes(a3, b3, c3, d3, ref Unsafe.Add(ref to, 3 * toPitch), toPitch);
    }

    /// <summary>Of four rows the columns 0, 4, 8 and 12; 1, 5, …; and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Pairs(
        ref float from, nint pitch, out Vector512<float> first, out Vector512<float> second, out Vector512<float> third, out Vector512<float> fourth)
    {
        var a = Vector512.LoadUnsafe(in from);
        var b = Vector512.LoadUnsafe(in Unsafe.Add(ref from, pitch));
        var c = Vector512.LoadUnsafe(in Unsafe.Add(ref from, 2 * pitch));
        var d = Vector512.LoadUnsafe(in Unsafe.Add(ref from, 3 * pitch));
        Vector512<double> abLow = Avx512F.UnpackLow(a, b).AsDouble(), abHigh = Avx512F.UnpackHigh(a, b).AsDouble();
        Vector512<double> cdLow = Avx512F.UnpackLow(c, d).AsDouble(), cdHigh = Avx512F.UnpackHigh(c, d).AsDouble();
        first = Avx512F.UnpackLow(abLow, cdLow).AsSingle();
        second = Avx512F.UnpackHigh(abLow, cdLow).AsSingle();
        third = Avx512F.UnpackLow(abHigh, cdHigh).AsSingle();
        fourth = Avx512F.UnpackHigh(abHigh, cdHigh).AsSingle();
    }

    /// <summary>Every fourth column of all rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Wholes(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, ref float to, nint toPitch)
    {
        Vector512<float> abLow = Avx512F.Shuffle4x128(a, b, FirstHalves), abHigh = Avx512F.Shuffle4x128(a, b, SecondHalves);
        Vector512<float> cdLow = Avx512F.Shuffle4x128(c, d, FirstHalves), cdHigh = Avx512F.Shuffle4x128(c, d, SecondHalves);
        Avx512F.Shuffle4x128(abLow, cdLow, EvenOnes).StoreUnsafe(ref to);
        Avx512F.Shuffle4x128(abLow, cdLow, OddOnes).StoreUnsafe(ref Unsafe.Add(ref to, 4 * toPitch));
        Avx512F.Shuffle4x128(abHigh, cdHigh, EvenOnes).StoreUnsafe(ref Unsafe.Add(ref to, 8 * toPitch));
        Avx512F.Shuffle4x128(abHigh, cdHigh, OddOnes).StoreUnsafe(ref Unsafe.Add(ref to, 12 * toPitch));
    }
}
