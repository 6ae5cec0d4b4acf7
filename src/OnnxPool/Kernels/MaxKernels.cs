using System.Numerics;

namespace OnnxPool;

/// <summary>The kernels for window maxima.</summary>
static class MaxKernels<T> where T : unmanaged, INumber<T>
{
    public static KernelTable<MaxKernel<T>> Table { get; } = new(new MaxRows<T>(), new MaxScan<T>());
}
