using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Lanes of two registers of 128 bits in turn: puts together again what <see cref="Unzip128"/> takes apart.</summary>
/// <remarks>Where there is no instruction for it, a lane and its neighbour are one lane of twice the size: the widened even one, with the odd one above it.</remarks>
static class Zip128
{
    /// <summary>The first half of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Low<T>(Vector128<T> even, Vector128<T> odd) where T : unmanaged
    {
        if (Sse2.IsSupported)
        {
            if (Unsafe.SizeOf<T>() == 1) return Sse2.UnpackLow(even.AsByte(), odd.AsByte()).As<byte, T>();
            if (Unsafe.SizeOf<T>() == 2) return Sse2.UnpackLow(even.AsUInt16(), odd.AsUInt16()).As<ushort, T>();
            if (Unsafe.SizeOf<T>() == 4) return Sse.UnpackLow(even.AsSingle(), odd.AsSingle()).As<float, T>();
            return Sse2.UnpackLow(even.AsDouble(), odd.AsDouble()).As<double, T>();
        }
        if (Unsafe.SizeOf<T>() == 1) return (Vector128.WidenLower(even.AsByte()) | (Vector128.WidenLower(odd.AsByte()) << 8)).As<ushort, T>();
        if (Unsafe.SizeOf<T>() == 2) return (Vector128.WidenLower(even.AsUInt16()) | (Vector128.WidenLower(odd.AsUInt16()) << 16)).As<uint, T>();
        if (Unsafe.SizeOf<T>() == 4) return (Vector128.WidenLower(even.AsUInt32()) | (Vector128.WidenLower(odd.AsUInt32()) << 32)).As<ulong, T>();
        return Unzip128.Even(even, odd);
    }

    /// <summary>The second half of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> High<T>(Vector128<T> even, Vector128<T> odd) where T : unmanaged
    {
        if (Sse2.IsSupported)
        {
            if (Unsafe.SizeOf<T>() == 1) return Sse2.UnpackHigh(even.AsByte(), odd.AsByte()).As<byte, T>();
            if (Unsafe.SizeOf<T>() == 2) return Sse2.UnpackHigh(even.AsUInt16(), odd.AsUInt16()).As<ushort, T>();
            if (Unsafe.SizeOf<T>() == 4) return Sse.UnpackHigh(even.AsSingle(), odd.AsSingle()).As<float, T>();
            return Sse2.UnpackHigh(even.AsDouble(), odd.AsDouble()).As<double, T>();
        }
        if (Unsafe.SizeOf<T>() == 1) return (Vector128.WidenUpper(even.AsByte()) | (Vector128.WidenUpper(odd.AsByte()) << 8)).As<ushort, T>();
        if (Unsafe.SizeOf<T>() == 2) return (Vector128.WidenUpper(even.AsUInt16()) | (Vector128.WidenUpper(odd.AsUInt16()) << 16)).As<uint, T>();
        if (Unsafe.SizeOf<T>() == 4) return (Vector128.WidenUpper(even.AsUInt32()) | (Vector128.WidenUpper(odd.AsUInt32()) << 32)).As<ulong, T>();
        return Unzip128.Odd(even, odd);
    }
}
