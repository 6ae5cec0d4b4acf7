using System.Numerics;

namespace OnnxPool;

/// <summary>The kernels for window maxima.</summary>
static class MaxKernels<T> where T : unmanaged, INumber<T>
{
    public static KernelTable<MaxKernel<T>> Table { get; } = new(
    [
        .. typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16) ? Tiles<short>() : Tiles<T>(),
        new MaxScan<T>(),
    ]);

    static MaxKernel<T>[] Tiles<L>() where L : unmanaged, INumber<L> =>
    [
        new MaxTiles<T, L, Simd512<L>>(512),
        new MaxTiles<T, L, Simd256<L>>(256),
        new MaxTiles<T, L, Simd128<L>>(128),
        new MaxTiles<T, L, Simd1<L>>(SimdWidth.Scalar),
    ];
}
