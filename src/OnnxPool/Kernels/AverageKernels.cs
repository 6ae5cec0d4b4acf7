using System.Numerics;

namespace OnnxPool;

/// <summary>The kernels for window averages.</summary>
static class AverageKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<AverageKernel<T, TSum>> Table { get; } = new(
        typeof(TSum) == typeof(CompensatedSum)
            ? Kernels<CompensatedSum, CompensatedLanes<Simd512<double>>, CompensatedLanes<Simd256<double>>, CompensatedLanes<Simd128<double>>, CompensatedLanes<Simd1<double>>>()
            : Kernels<double, Simd512<double>, Simd256<double>, Simd128<double>, Simd1<double>>());

    static AverageKernel<T, TSum>[] Kernels<L, T512, T256, T128, T1>()
        where L : unmanaged
        where T512 : struct, ILanes<T512, L>
        where T256 : struct, ILanes<T256, L>
        where T128 : struct, ILanes<T128, L>
        where T1 : struct, ILanes<T1, L> =>
    [
        new AveragePlanes<T, TSum, L, T512>(512),
        new AveragePlanes<T, TSum, L, T256>(256),
        new AveragePlanes<T, TSum, L, T128>(128),
        new AveragePlanes<T, TSum, L, T1>(SimdWidth.Scalar),
        .. SmallAndLarge<Simd512<T>, L, T512>(512),
        .. SmallAndLarge<Simd256<T>, L, T256>(256),
        .. SmallAndLarge<Simd128<T>, L, T128>(128),
        new AverageTiles<T, TSum, L, T1>(SimdWidth.Scalar),
        new AverageScan<T, TSum>(),
    ];

    // Registers hold no 16-bit floating-point numbers to be turned.
    static AverageKernel<T, TSum>[] SmallAndLarge<TV, L, TL>(int bits)
        where TV : struct, ISimd<TV, T>
        where L : unmanaged
        where TL : struct, ILanes<TL, L>
    {
        var tiles = new AverageTiles<T, TSum, L, TL>(bits);
        return typeof(T) == typeof(float) || typeof(T) == typeof(double) ? [new AverageGroups<T, TSum, TV, L, TL>(bits), tiles] : [tiles];
    }
}
