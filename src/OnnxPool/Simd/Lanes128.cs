using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxPool;

/// <summary>Elements of memory made lanes of another type, in registers of 128 bits.</summary>
static class Lanes128
{
    /// <summary>The lanes for as many elements as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Read<T, TElement>(ref readonly TElement source)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long)) return BitLanes128.Read<T, TElement>(in source);
        if (typeof(T) == typeof(double) && typeof(TElement) == typeof(float))
            return Widen(in Unsafe.As<TElement, float>(ref Unsafe.AsRef(in source))).As<double, T>();
        throw new UnreachableException($"no {typeof(T)} lane takes {typeof(TElement)}");
    }

    /// <summary>Writes as many elements as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T, TElement>(Vector128<T> value, ref TElement target)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long)) BitLanes128.Write(value, ref target);
        else if (typeof(T) == typeof(double) && typeof(TElement) == typeof(float)) Narrow(value.AsDouble(), ref Unsafe.As<TElement, float>(ref target));
        else throw new UnreachableException($"no {typeof(T)} lane gives {typeof(TElement)}");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> Widen(ref readonly float source)
    {
        Vector128<float> f = Vector64.LoadUnsafe(in source).ToVector128Unsafe();
        return Vector128.WidenLower(f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Narrow(Vector128<double> d, ref float target) =>
        (Vector128.Narrow(d, d).GetLower()).StoreUnsafe(ref target);
}
