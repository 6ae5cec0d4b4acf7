using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Lanes of two registers of 256 bits in turn: puts together again what <see cref="Unzip256"/> takes apart.</summary>
/// <remarks>A lane and its neighbour are one lane of twice the size: the widened even one, with the odd one above it.</remarks>
static class Zip256
{
    /// <summary>The first half of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Low<T>(Vector256<T> even, Vector256<T> odd) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1) return (Vector256.WidenLower(even.AsByte()) | (Vector256.WidenLower(odd.AsByte()) << 8)).As<ushort, T>();
        if (Unsafe.SizeOf<T>() == 2) return (Vector256.WidenLower(even.AsUInt16()) | (Vector256.WidenLower(odd.AsUInt16()) << 16)).As<uint, T>();
        if (Unsafe.SizeOf<T>() == 4) return (Vector256.WidenLower(even.AsUInt32()) | (Vector256.WidenLower(odd.AsUInt32()) << 32)).As<ulong, T>();
        return PairsLow(even.AsUInt64(), odd.AsUInt64()).As<ulong, T>();
    }

    /// <summary>The second half of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> High<T>(Vector256<T> even, Vector256<T> odd) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1) return (Vector256.WidenUpper(even.AsByte()) | (Vector256.WidenUpper(odd.AsByte()) << 8)).As<ushort, T>();
        if (Unsafe.SizeOf<T>() == 2) return (Vector256.WidenUpper(even.AsUInt16()) | (Vector256.WidenUpper(odd.AsUInt16()) << 16)).As<uint, T>();
        if (Unsafe.SizeOf<T>() == 4) return (Vector256.WidenUpper(even.AsUInt32()) | (Vector256.WidenUpper(odd.AsUInt32()) << 32)).As<ulong, T>();
        return PairsHigh(even.AsUInt64(), odd.AsUInt64()).As<ulong, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<ulong> PairsLow(Vector256<ulong> even, Vector256<ulong> odd) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.PermuteVar4x64x2(even, Vector256.Create(0ul, 4, 1, 5), odd)
            : Vector256.Create(Zip128.Low(even.GetLower(), odd.GetLower()), Zip128.High(even.GetLower(), odd.GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<ulong> PairsHigh(Vector256<ulong> even, Vector256<ulong> odd) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.PermuteVar4x64x2(even, Vector256.Create(2ul, 6, 3, 7), odd)
            : Vector256.Create(Zip128.Low(even.GetUpper(), odd.GetUpper()), Zip128.High(even.GetUpper(), odd.GetUpper()));
}
