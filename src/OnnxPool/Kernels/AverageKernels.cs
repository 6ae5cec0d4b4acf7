using System.Numerics;

namespace OnnxPool;

/// <summary>The kernels for window averages.</summary>
static class AverageKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<AverageKernel<T, TSum>> Table { get; } = new(new AverageRows<T, TSum>(), new AverageScan<T, TSum>());
}
