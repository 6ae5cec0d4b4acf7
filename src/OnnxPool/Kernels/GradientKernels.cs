using System.Numerics;

namespace OnnxPool;

/// <summary>The kernels for gradients of window maxima.</summary>
static class MaxGradientKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<GradientKernel<T, MaxGradient>> Table { get; } = new(new GradientScan<T, TSum, MaxGradient>("max-gradient-scan"));
}

/// <summary>The kernels for gradients of window averages.</summary>
static class AverageGradientKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<GradientKernel<T, AverageGradient>> Table { get; } = new(new AverageGradientScan<T, TSum>());
}

/// <summary>The kernels for gradients of window norms.</summary>
static class LpGradientKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<GradientKernel<T, LpGradient>> Table { get; } = new(new GradientScan<T, TSum, LpGradient>("lp-gradient-scan"));
}
