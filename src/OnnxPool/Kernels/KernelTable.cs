namespace OnnxPool;

/// <summary>The kernels for one job, best first. The first that accepts a request runs it, unless the environment names another.</summary>
sealed class KernelTable<TKernel>(params TKernel[] kernels) where TKernel : Kernel
{
    public IReadOnlyList<TKernel> Kernels { get; } = kernels;

    /// <exception cref="UnsupportedPoolingException">The kernel that <c>ONNXPOOL_KERNEL</c> names for this job refuses the request.</exception>
    public TKernel Select(KernelRequest request)
    {
        foreach (TKernel kernel in Kernels)
        {
            if (kernel.Name == KernelChoice.Forced)
            {
                return kernel.WhyNot(request) is { } reason
                    ? Throw.Unsupported<TKernel>(KernelChoice.Variable, $"{kernel.Name}, which cannot: {reason}", "a kernel for this problem")
                    : kernel;
            }
        }
        foreach (TKernel kernel in Kernels)
            if (kernel.WhyNot(request) is null) return kernel;
        throw new InvalidOperationException("the last kernel of a table must accept every request");
    }
}
