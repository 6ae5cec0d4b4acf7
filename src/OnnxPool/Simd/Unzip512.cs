using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Takes two registers of 512 bits apart into their even and odd lanes: what stride 2 needs.</summary>
/// <remarks>With AVX-512 that is one permutation of two registers; elsewhere narrowing lanes of twice the size drops every second one.</remarks>
static class Unzip512
{
    /// <summary>Every second lane, from the first on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Even<T>(Vector512<T> low, Vector512<T> high) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            return Avx512Vbmi.IsSupported
                ? Avx512Vbmi.PermuteVar64x8x2(low.AsByte(), Vector512<byte>.Indices * 2, high.AsByte()).As<byte, T>()
                : Vector512.Narrow(low.AsUInt16(), high.AsUInt16()).As<byte, T>();
        }
        if (Unsafe.SizeOf<T>() == 2)
        {
            return Avx512BW.IsSupported
                ? Avx512BW.PermuteVar32x16x2(low.AsUInt16(), Vector512<ushort>.Indices * 2, high.AsUInt16()).As<ushort, T>()
                : Vector512.Narrow(low.AsUInt32(), high.AsUInt32()).As<ushort, T>();
        }
        if (Unsafe.SizeOf<T>() == 4)
        {
            return Avx512F.IsSupported
                ? Avx512F.PermuteVar16x32x2(low.AsUInt32(), Vector512<uint>.Indices * 2, high.AsUInt32()).As<uint, T>()
                : Vector512.Narrow(low.AsUInt64(), high.AsUInt64()).As<uint, T>();
        }
        return PairsEven(low.AsUInt64(), high.AsUInt64()).As<ulong, T>();
    }

    /// <summary>Every second lane, from the second on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Odd<T>(Vector512<T> low, Vector512<T> high) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            return Avx512Vbmi.IsSupported
                ? Avx512Vbmi.PermuteVar64x8x2(low.AsByte(), Vector512<byte>.Indices * 2 + Vector512<byte>.One, high.AsByte()).As<byte, T>()
                : Vector512.Narrow(low.AsUInt16() >>> 8, high.AsUInt16() >>> 8).As<byte, T>();
        }
        if (Unsafe.SizeOf<T>() == 2)
        {
            return Avx512BW.IsSupported
                ? Avx512BW.PermuteVar32x16x2(low.AsUInt16(), Vector512<ushort>.Indices * 2 + Vector512<ushort>.One, high.AsUInt16()).As<ushort, T>()
                : Vector512.Narrow(low.AsUInt32() >>> 16, high.AsUInt32() >>> 16).As<ushort, T>();
        }
        if (Unsafe.SizeOf<T>() == 4)
        {
            return Avx512F.IsSupported
                ? Avx512F.PermuteVar16x32x2(low.AsUInt32(), Vector512<uint>.Indices * 2 + Vector512<uint>.One, high.AsUInt32()).As<uint, T>()
                : Vector512.Narrow(low.AsUInt64() >>> 32, high.AsUInt64() >>> 32).As<uint, T>();
        }
        return PairsOdd(low.AsUInt64(), high.AsUInt64()).As<ulong, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> PairsEven(Vector512<ulong> low, Vector512<ulong> high) =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar8x64x2(low, Vector512<ulong>.Indices * 2, high)
            : Vector512.Create(Unzip256.Even(low.GetLower(), low.GetUpper()), Unzip256.Even(high.GetLower(), high.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> PairsOdd(Vector512<ulong> low, Vector512<ulong> high) =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar8x64x2(low, Vector512<ulong>.Indices * 2 + Vector512<ulong>.One, high)
            : Vector512.Create(Unzip256.Odd(low.GetLower(), low.GetUpper()), Unzip256.Odd(high.GetLower(), high.GetUpper()));
}
