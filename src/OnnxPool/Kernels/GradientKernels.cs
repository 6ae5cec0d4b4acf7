using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>The kernels for gradients of window maxima.</summary>
static class MaxGradientKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<GradientKernel<T, MaxGradient>> Table { get; } = new(
    [
        .. typeof(T) != typeof(float)
            ? (GradientKernel<T, MaxGradient>[])[]
            :
            [
                new MaxGradientGroups<T, Simd512<T>, Simd512<int>, Simd512<double>>(512),
                new MaxGradientGroups<T, Simd256<T>, Simd256<int>, Simd256<double>>(256),
                new MaxGradientGroups<T, Simd128<T>, Simd128<int>, Simd128<double>>(128),
            ],
        .. Unsafe.SizeOf<T>() switch { 2 => Disjoint<short>(), 4 => Disjoint<int>(), 8 => Disjoint<long>(), _ => [] },
        .. typeof(T) == typeof(double)
            ? (GradientKernel<T, MaxGradient>[])[]
            :
            [
                new MaxGradientRows<T, Simd512<int>, Simd512<double>>(512),
                new MaxGradientRows<T, Simd256<int>, Simd256<double>>(256),
                new MaxGradientRows<T, Simd128<int>, Simd128<double>>(128),
                new MaxGradientRows<T, Simd1<int>, Simd1<double>>(SimdWidth.Scalar),
            ],
        new MaxGradientWinners<T, TSum, Simd512<double>>(512),
        new MaxGradientWinners<T, TSum, Simd256<double>>(256),
        new MaxGradientWinners<T, TSum, Simd128<double>>(128),
        .. Unsafe.SizeOf<T>() switch { 2 => Singly<short>(), 4 => Singly<int>(), 8 => Singly<long>(), _ => [] },
        new MaxGradientWinners<T, TSum, Simd1<double>>(SimdWidth.Scalar),
        new GradientScan<T, TSum, MaxGradient>("max-gradient-scan"),
    ]);

    static GradientKernel<T, MaxGradient>[] Disjoint<TKey>() where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey> =>
    [
        new MaxGradientDisjoint<T, TKey, Simd512<TKey>>(512),
        new MaxGradientDisjoint<T, TKey, Simd256<TKey>>(256),
        new MaxGradientDisjoint<T, TKey, Simd128<TKey>>(128),
    ];

    // After those that find winners in registers, which are faster.
    static GradientKernel<T, MaxGradient>[] Singly<TKey>() where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey> =>
        [new MaxGradientDisjoint<T, TKey, Simd1<TKey>>(SimdWidth.Scalar)];
}

/// <summary>The kernels for gradients of window maxima whose winners are known.</summary>
static class IndexGradientKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<IndexGradientKernel<T>> Table { get; } = new(
    [
        new IndexGradientScatter<T, TSum, Simd512<double>>(512),
        new IndexGradientScatter<T, TSum, Simd256<double>>(256),
        new IndexGradientScatter<T, TSum, Simd128<double>>(128),
        new IndexGradientScatter<T, TSum, Simd1<double>>(SimdWidth.Scalar),
    ]);
}

/// <summary>The kernels for gradients of window averages.</summary>
static class AverageGradientKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<GradientKernel<T, AverageGradient>> Table { get; } = new(
    [
        .. typeof(T) != typeof(float)
            ? (GradientKernel<T, AverageGradient>[])[]
            :
            [
                new AverageGradientGroups<T, Simd512<T>, Simd512<double>>(512),
                new AverageGradientGroups<T, Simd256<T>, Simd256<double>>(256),
                new AverageGradientGroups<T, Simd128<T>, Simd128<double>>(128),
            ],
        new AverageGradientDisjoint<T, Simd512<double>>(512),
        new AverageGradientDisjoint<T, Simd256<double>>(256),
        new AverageGradientDisjoint<T, Simd128<double>>(128),
        new AverageGradientDisjoint<T, Simd1<double>>(SimdWidth.Scalar),
        .. typeof(T) == typeof(double)
            ? (GradientKernel<T, AverageGradient>[])[]
            :
            [
                new AverageGradientRows<T, Simd512<double>>(512),
                new AverageGradientRows<T, Simd256<double>>(256),
                new AverageGradientRows<T, Simd128<double>>(128),
                new AverageGradientRows<T, Simd1<double>>(SimdWidth.Scalar),
            ],
        new AverageGradientScan<T, TSum>(),
    ]);
}

/// <summary>The kernels for gradients of window norms.</summary>
static class LpGradientKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<GradientKernel<T, LpGradient>> Table { get; } = new(new GradientScan<T, TSum, LpGradient>("lp-gradient-scan"));
}
