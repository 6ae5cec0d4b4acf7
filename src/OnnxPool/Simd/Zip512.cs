using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Lanes of two registers of 512 bits in turn: puts together again what <see cref="Unzip512"/> takes apart.</summary>
/// <remarks>Where there is no permutation of two registers, a lane and its neighbour are one lane of twice the size: the widened even one, with the odd one above it.</remarks>
static class Zip512
{
    /// <summary>The first half of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Low<T>(Vector512<T> even, Vector512<T> odd) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1) return (Vector512.WidenLower(even.AsByte()) | (Vector512.WidenLower(odd.AsByte()) << 8)).As<ushort, T>();
        if (Unsafe.SizeOf<T>() == 2) return (Vector512.WidenLower(even.AsUInt16()) | (Vector512.WidenLower(odd.AsUInt16()) << 16)).As<uint, T>();
        if (Unsafe.SizeOf<T>() == 4)
        {
            return Avx512F.IsSupported
                ? Avx512F.PermuteVar16x32x2(even.AsUInt32(), Vector512.Create(0u, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), odd.AsUInt32()).As<uint, T>()
                : (Vector512.WidenLower(even.AsUInt32()) | (Vector512.WidenLower(odd.AsUInt32()) << 32)).As<ulong, T>();
        }
        return PairsLow(even.AsUInt64(), odd.AsUInt64()).As<ulong, T>();
    }

    /// <summary>The second half of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> High<T>(Vector512<T> even, Vector512<T> odd) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1) return (Vector512.WidenUpper(even.AsByte()) | (Vector512.WidenUpper(odd.AsByte()) << 8)).As<ushort, T>();
        if (Unsafe.SizeOf<T>() == 2) return (Vector512.WidenUpper(even.AsUInt16()) | (Vector512.WidenUpper(odd.AsUInt16()) << 16)).As<uint, T>();
        if (Unsafe.SizeOf<T>() == 4)
        {
            return Avx512F.IsSupported
                ? Avx512F.PermuteVar16x32x2(even.AsUInt32(), Vector512.Create(8u, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), odd.AsUInt32()).As<uint, T>()
                : (Vector512.WidenUpper(even.AsUInt32()) | (Vector512.WidenUpper(odd.AsUInt32()) << 32)).As<ulong, T>();
        }
        return PairsHigh(even.AsUInt64(), odd.AsUInt64()).As<ulong, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> PairsLow(Vector512<ulong> even, Vector512<ulong> odd) =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar8x64x2(even, Vector512.Create(0ul, 8, 1, 9, 2, 10, 3, 11), odd)
            : Vector512.Create(Zip256.Low(even.GetLower(), odd.GetLower()), Zip256.High(even.GetLower(), odd.GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> PairsHigh(Vector512<ulong> even, Vector512<ulong> odd) =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar8x64x2(even, Vector512.Create(4ul, 12, 5, 13, 6, 14, 7, 15), odd)
            : Vector512.Create(Zip256.Low(even.GetUpper(), odd.GetUpper()), Zip256.High(even.GetUpper(), odd.GetUpper()));
}
