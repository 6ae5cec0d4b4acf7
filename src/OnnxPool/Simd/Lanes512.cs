using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Elements of memory made lanes of another type, in registers of 512 bits.</summary>
/// <remarks>Memory is touched only where the elements are: as many as there are lanes.</remarks>
static class Lanes512
{
    /// <summary>The lanes for as many elements as there are lanes: keys of 16-bit floating-point numbers, or doubles, also of positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Read<T, TElement>(ref readonly TElement source)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long)) return BitLanes512.Read<T, TElement>(in source);
        ref readonly byte first = ref Unsafe.As<TElement, byte>(ref Unsafe.AsRef(in source));
        if (typeof(T) == typeof(short) && Lanes16<TElement>.IsHere)
            return MagnitudeKey.Turn(Unsafe.ReadUnaligned<Vector512<short>>(in first)).As<short, T>();
        if (typeof(T) == typeof(double) && Lanes16<TElement>.IsHere)
            return Widen(Lanes16<TElement>.Floats256(Unsafe.ReadUnaligned<Vector128<short>>(in first))).As<double, T>();
        if (typeof(T) == typeof(double) && typeof(TElement) == typeof(float))
            return Widen(Unsafe.ReadUnaligned<Vector256<float>>(in first)).As<double, T>();
        if (typeof(T) == typeof(double) && typeof(TElement) == typeof(int))
            return Widen(Unsafe.ReadUnaligned<Vector256<int>>(in first)).As<double, T>();
        if (typeof(T) == typeof(double) && typeof(TElement) == typeof(long))
            return Vector512.ConvertToDouble(Unsafe.ReadUnaligned<Vector512<long>>(in first)).As<double, T>();
        throw new UnreachableException($"no {typeof(T)} lane takes {typeof(TElement)}");
    }

    /// <summary>Writes as many elements as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T, TElement>(Vector512<T> value, ref TElement target)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        ref byte first = ref Unsafe.As<TElement, byte>(ref target);
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long)) BitLanes512.Write(value, ref target);
        else if (typeof(T) == typeof(short) && Lanes16<TElement>.IsHere) Unsafe.WriteUnaligned(ref first, MagnitudeKey.Turn(value.AsInt16()));
        else if (typeof(T) == typeof(double) && Lanes16<TElement>.IsHere)
        {
            Vector128<ushort> nearest = Lanes16<TElement>.Nearest(value.AsDouble());
            Unsafe.WriteUnaligned(ref first, nearest);
        }
        else if (typeof(T) == typeof(double) && typeof(TElement) == typeof(float)) Unsafe.WriteUnaligned(ref first, Narrow(value.AsDouble()));
        else throw new UnreachableException($"no {typeof(T)} lane gives {typeof(TElement)}");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Widen(Vector256<float> value) =>
        Avx512F.IsSupported ? Avx512F.ConvertToVector512Double(value) : Vector512.Create(Vector256.WidenLower(value), Vector256.WidenUpper(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Widen(Vector256<int> value) =>
        Avx512F.IsSupported ? Avx512F.ConvertToVector512Double(value)
            : Vector512.ConvertToDouble(Vector512.Create(Vector256.WidenLower(value), Vector256.WidenUpper(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Narrow(Vector512<double> value) =>
        Avx512F.IsSupported ? Avx512F.ConvertToVector256Single(value) : Vector256.Narrow(value.GetLower(), value.GetUpper());
}
