using System.Numerics;

namespace OnnxPool;

/// <summary>The kernels for Lp norms of windows.</summary>
static class LpKernels<T> where T : unmanaged, INumber<T>
{
    // Powers of double elements need not fit a double.
    public static KernelTable<LpKernel<T>> Table { get; } = new(
        typeof(T) == typeof(float) || typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16)
        ? [
            new LpPlanes<T, Simd512<double>>(512),
            new LpPlanes<T, Simd256<double>>(256),
            new LpPlanes<T, Simd128<double>>(128),
            new LpPlanes<T, Simd1<double>>(SimdWidth.Scalar),
            .. SmallAndLarge<Simd512<T>, Simd512<double>>(512),
            .. SmallAndLarge<Simd256<T>, Simd256<double>>(256),
            .. SmallAndLarge<Simd128<T>, Simd128<double>>(128),
            new LpTiles<T, Simd1<double>>(SimdWidth.Scalar),
            new LpScan<T>(),
        ]
        : [new LpScan<T>()]);

    // Registers hold no 16-bit floating-point numbers to be turned.
    static LpKernel<T>[] SmallAndLarge<TV, TL>(int bits)
        where TV : struct, ISimd<TV, T>
        where TL : struct, ISimd<TL, double>
    {
        var tiles = new LpTiles<T, TL>(bits);
        return typeof(T) == typeof(float) ? [new LpGroups<T, TV, TL>(bits), tiles] : [tiles];
    }
}
