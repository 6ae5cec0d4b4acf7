using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Elements of memory made lanes of another type, in registers of 256 bits.</summary>
/// <remarks>Memory is touched only where the elements are: as many as there are lanes.</remarks>
static class Lanes256
{
    /// <summary>The lanes for as many elements as there are lanes: keys of 16-bit floating-point numbers, or doubles, also of positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Read<T, TElement>(ref readonly TElement source)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long)) return BitLanes256.Read<T, TElement>(in source);
        ref readonly byte first = ref Unsafe.As<TElement, byte>(ref Unsafe.AsRef(in source));
        if (typeof(T) == typeof(short) && Lanes16<TElement>.IsHere)
            return MagnitudeKey.Turn(Unsafe.ReadUnaligned<Vector256<short>>(in first)).As<short, T>();
        if (typeof(T) == typeof(double) && Lanes16<TElement>.IsHere)
            return Widen(Lanes16<TElement>.Floats128(Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(in first)).AsInt16())).As<double, T>();
        if (typeof(T) == typeof(double) && typeof(TElement) == typeof(float))
            return Widen(Unsafe.ReadUnaligned<Vector128<float>>(in first)).As<double, T>();
        if (typeof(T) == typeof(double) && typeof(TElement) == typeof(int))
            return Widen(Unsafe.ReadUnaligned<Vector128<int>>(in first)).As<double, T>();
        if (typeof(T) == typeof(double) && typeof(TElement) == typeof(long))
            return Vector256.ConvertToDouble(Unsafe.ReadUnaligned<Vector256<long>>(in first)).As<double, T>();
        throw new UnreachableException($"no {typeof(T)} lane takes {typeof(TElement)}");
    }

    /// <summary>Writes as many elements as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T, TElement>(Vector256<T> value, ref TElement target)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        ref byte first = ref Unsafe.As<TElement, byte>(ref target);
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long)) BitLanes256.Write(value, ref target);
        else if (typeof(T) == typeof(short) && Lanes16<TElement>.IsHere) Unsafe.WriteUnaligned(ref first, MagnitudeKey.Turn(value.AsInt16()));
        else if (typeof(T) == typeof(double) && Lanes16<TElement>.IsHere)
        {
            Vector128<ushort> nearest = Lanes16<TElement>.Nearest(value.AsDouble());
            Unsafe.WriteUnaligned(ref first, nearest.AsUInt64().ToScalar());
        }
        else if (typeof(T) == typeof(double) && typeof(TElement) == typeof(float)) Unsafe.WriteUnaligned(ref first, Narrow(value.AsDouble()));
        else throw new UnreachableException($"no {typeof(T)} lane gives {typeof(TElement)}");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Widen(Vector128<float> value) =>
        Avx.IsSupported ? Avx.ConvertToVector256Double(value) : Vector256.Create(Vector128.WidenLower(value), Vector128.WidenUpper(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Widen(Vector128<int> value) =>
        Avx.IsSupported ? Avx.ConvertToVector256Double(value)
            : Vector256.ConvertToDouble(Vector256.Create(Vector128.WidenLower(value), Vector128.WidenUpper(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> Narrow(Vector256<double> value) =>
        Avx.IsSupported ? Avx.ConvertToVector128Single(value) : Vector128.Narrow(value.GetLower(), value.GetUpper());
}
