using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Takes two registers of 256 bits apart into their even and odd lanes: what stride 2 needs.</summary>
/// <remarks>With AVX-512 that is one permutation of two registers; elsewhere narrowing lanes of twice the size drops every second one.</remarks>
static class Unzip256
{
    /// <summary>Every second lane, from the first on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Even<T>(Vector256<T> low, Vector256<T> high) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            return Avx512Vbmi.VL.IsSupported
                ? Avx512Vbmi.VL.PermuteVar32x8x2(low.AsByte(), Vector256<byte>.Indices * 2, high.AsByte()).As<byte, T>()
                : Vector256.Narrow(low.AsUInt16(), high.AsUInt16()).As<byte, T>();
        }
        if (Unsafe.SizeOf<T>() == 2)
        {
            return Avx512BW.VL.IsSupported
                ? Avx512BW.VL.PermuteVar16x16x2(low.AsUInt16(), Vector256<ushort>.Indices * 2, high.AsUInt16()).As<ushort, T>()
                : Vector256.Narrow(low.AsUInt32(), high.AsUInt32()).As<ushort, T>();
        }
        if (Unsafe.SizeOf<T>() == 4)
        {
            return Avx512F.VL.IsSupported
                ? Avx512F.VL.PermuteVar8x32x2(low.AsUInt32(), Vector256<uint>.Indices * 2, high.AsUInt32()).As<uint, T>()
                : Vector256.Narrow(low.AsUInt64(), high.AsUInt64()).As<uint, T>();
        }
        return PairsEven(low.AsUInt64(), high.AsUInt64()).As<ulong, T>();
    }

    /// <summary>Every second lane, from the second on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Odd<T>(Vector256<T> low, Vector256<T> high) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            return Avx512Vbmi.VL.IsSupported
                ? Avx512Vbmi.VL.PermuteVar32x8x2(low.AsByte(), Vector256<byte>.Indices * 2 + Vector256<byte>.One, high.AsByte()).As<byte, T>()
                : Vector256.Narrow(low.AsUInt16() >>> 8, high.AsUInt16() >>> 8).As<byte, T>();
        }
        if (Unsafe.SizeOf<T>() == 2)
        {
            return Avx512BW.VL.IsSupported
                ? Avx512BW.VL.PermuteVar16x16x2(low.AsUInt16(), Vector256<ushort>.Indices * 2 + Vector256<ushort>.One, high.AsUInt16()).As<ushort, T>()
                : Vector256.Narrow(low.AsUInt32() >>> 16, high.AsUInt32() >>> 16).As<ushort, T>();
        }
        if (Unsafe.SizeOf<T>() == 4)
        {
            return Avx512F.VL.IsSupported
                ? Avx512F.VL.PermuteVar8x32x2(low.AsUInt32(), Vector256<uint>.Indices * 2 + Vector256<uint>.One, high.AsUInt32()).As<uint, T>()
                : Vector256.Narrow(low.AsUInt64() >>> 32, high.AsUInt64() >>> 32).As<uint, T>();
        }
        return PairsOdd(low.AsUInt64(), high.AsUInt64()).As<ulong, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<ulong> PairsEven(Vector256<ulong> low, Vector256<ulong> high) =>
        Vector256.Create(Unzip128.Even(low.GetLower(), low.GetUpper()), Unzip128.Even(high.GetLower(), high.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<ulong> PairsOdd(Vector256<ulong> low, Vector256<ulong> high) =>
        Vector256.Create(Unzip128.Odd(low.GetLower(), low.GetUpper()), Unzip128.Odd(high.GetLower(), high.GetUpper()));
}
