using System.Numerics;

namespace OnnxPool;

/// <summary>The kernels for window averages.</summary>
static class AverageKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<AverageKernel<T, TSum>> Table { get; } = new(
        typeof(TSum) == typeof(CompensatedSum)
        ? [
            new AveragePlanes<T, TSum, CompensatedSum, CompensatedLanes<Simd512<double>>>(512),
            new AveragePlanes<T, TSum, CompensatedSum, CompensatedLanes<Simd256<double>>>(256),
            new AveragePlanes<T, TSum, CompensatedSum, CompensatedLanes<Simd128<double>>>(128),
            new AveragePlanes<T, TSum, CompensatedSum, CompensatedLanes<Simd1<double>>>(SimdWidth.Scalar),
            new AverageTiles<T, TSum, CompensatedSum, CompensatedLanes<Simd512<double>>>(512),
            new AverageTiles<T, TSum, CompensatedSum, CompensatedLanes<Simd256<double>>>(256),
            new AverageTiles<T, TSum, CompensatedSum, CompensatedLanes<Simd128<double>>>(128),
            new AverageTiles<T, TSum, CompensatedSum, CompensatedLanes<Simd1<double>>>(SimdWidth.Scalar),
            new AverageScan<T, TSum>(),
        ]
        : [
            new AveragePlanes<T, TSum, double, Simd512<double>>(512),
            new AveragePlanes<T, TSum, double, Simd256<double>>(256),
            new AveragePlanes<T, TSum, double, Simd128<double>>(128),
            new AveragePlanes<T, TSum, double, Simd1<double>>(SimdWidth.Scalar),
            new AverageTiles<T, TSum, double, Simd512<double>>(512),
            new AverageTiles<T, TSum, double, Simd256<double>>(256),
            new AverageTiles<T, TSum, double, Simd128<double>>(128),
            new AverageTiles<T, TSum, double, Simd1<double>>(SimdWidth.Scalar),
            new AverageScan<T, TSum>(),
        ]);
}
