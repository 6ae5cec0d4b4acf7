using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Elements of memory made lanes of another type, in registers of 256 bits.</summary>
static class Lanes256
{
    /// <summary>The lanes for as many elements as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Read<T, TElement>(ref readonly TElement source)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long)) return BitLanes256.Read<T, TElement>(in source);
        if (typeof(T) == typeof(double) && typeof(TElement) == typeof(float))
            return Widen(in Unsafe.As<TElement, float>(ref Unsafe.AsRef(in source))).As<double, T>();
        throw new UnreachableException($"no {typeof(T)} lane takes {typeof(TElement)}");
    }

    /// <summary>Writes as many elements as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T, TElement>(Vector256<T> value, ref TElement target)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long)) BitLanes256.Write(value, ref target);
        else if (typeof(T) == typeof(double) && typeof(TElement) == typeof(float)) Narrow(value.AsDouble(), ref Unsafe.As<TElement, float>(ref target));
        else throw new UnreachableException($"no {typeof(T)} lane gives {typeof(TElement)}");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Widen(ref readonly float source)
    {
        Vector128<float> f = Vector128.LoadUnsafe(in source);
        return Avx.IsSupported ? Avx.ConvertToVector256Double(f) : Vector256.Create(Vector128.WidenLower(f), Vector128.WidenUpper(f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Narrow(Vector256<double> d, ref float target) =>
        (Avx.IsSupported ? Avx.ConvertToVector128Single(d) : Vector128.Narrow(d.GetLower(), d.GetUpper())).StoreUnsafe(ref target);
}
