namespace OnnxPool;

/// <summary>The kernels for one job, best first. The first that accepts a request runs it, unless the environment names another.</summary>
sealed class KernelTable<TKernel>(params TKernel[] kernels) where TKernel : Kernel
{
    public IReadOnlyList<TKernel> Kernels { get; } = kernels;

    /// <exception cref="UnsupportedPoolingException">The kernel that <c>ONNXPOOL_KERNEL</c> names for this job refuses the request.</exception>
    public TKernel Select(KernelRequest request)
    {
        TKernel chosen = Forced(request) ?? Kernels.FirstOrDefault(k => k.WhyNot(request) is null)
            ?? throw new InvalidOperationException("the last kernel of a table must accept every request");
        KernelScope.Current?.Note([chosen.Name, .. Kernels.Where(k => k != chosen && k.WhyNot(request) is null).Select(k => k.Name)]);
        return chosen;
    }

    TKernel? Forced(KernelRequest request)
    {
        string? name = KernelScope.Current?.Kernel ?? KernelChoice.Forced;
        if (name is null) return null;
        foreach (TKernel kernel in Kernels)
        {
            if (kernel.Name != name) continue;
            return kernel.WhyNot(request) is { } reason
                ? Throw.Unsupported<TKernel>(KernelChoice.Variable, $"{name}, which cannot: {reason}", "a kernel for this problem")
                : kernel;
        }
        return null;
    }
}
