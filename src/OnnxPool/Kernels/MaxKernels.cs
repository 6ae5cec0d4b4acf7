using System.Numerics;

namespace OnnxPool;

/// <summary>The kernels for window maxima.</summary>
static class MaxKernels<T> where T : unmanaged, INumber<T>
{
    public static KernelTable<MaxKernel<T>> Table { get; } = new(
    [
        .. typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16) ? Planes<short>() : Planes<T>(),
        .. typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16) ? Tiles<short>() : typeof(T) == typeof(float) || typeof(T) == typeof(double) ? GroupsAndTiles() : Tiles<T>(),
        .. typeof(T) == typeof(double) ? Positions<long>() : Positions<int>(),
        new MaxScan<T>(),
    ]);

    static MaxKernel<T>[] Planes<L>() where L : unmanaged, INumber<L> =>
    [
        new MaxPlanes<T, L, Simd512<L>>(512),
        new MaxPlanes<T, L, Simd256<L>>(256),
        new MaxPlanes<T, L, Simd128<L>>(128),
        new MaxPlanes<T, L, Simd1<L>>(SimdWidth.Scalar),
    ];

    static MaxKernel<T>[] Tiles<L>() where L : unmanaged, INumber<L> =>
    [
        new MaxTiles<T, L, Simd512<L>>(512),
        new MaxTiles<T, L, Simd256<L>>(256),
        new MaxTiles<T, L, Simd128<L>>(128),
        new MaxTiles<T, L, Simd1<L>>(SimdWidth.Scalar),
    ];

    // In registers of the same width before narrower ones. A group of one plane would be a copy.
    static MaxKernel<T>[] GroupsAndTiles() =>
    [
        new MaxGroups<T, Simd512<T>>(512),
        new MaxTiles<T, T, Simd512<T>>(512),
        new MaxGroups<T, Simd256<T>>(256),
        new MaxTiles<T, T, Simd256<T>>(256),
        new MaxGroups<T, Simd128<T>>(128),
        new MaxTiles<T, T, Simd128<T>>(128),
        new MaxTiles<T, T, Simd1<T>>(SimdWidth.Scalar),
    ];

    // None with one lane: the scan takes half the time.
    static MaxKernel<T>[] Positions<TKey>() where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey> =>
    [
        new MaxPositions<T, TKey, Simd512<TKey>>(512),
        new MaxPositions<T, TKey, Simd256<TKey>>(256),
        new MaxPositions<T, TKey, Simd128<TKey>>(128),
    ];
}
