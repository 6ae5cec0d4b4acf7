using System.Numerics;

namespace OnnxPool;

/// <summary>The kernels for Lp norms of windows.</summary>
static class LpKernels<T> where T : unmanaged, INumber<T>
{
    public static KernelTable<LpKernel<T>> Table { get; } = new(new LpScan<T>());
}
