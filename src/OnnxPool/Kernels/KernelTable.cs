namespace OnnxPool;

/// <summary>The kernels for one job, best first. The first that accepts a request runs it, unless the environment names another.</summary>
sealed class KernelTable<TKernel>(params TKernel[] kernels) where TKernel : Kernel
{
    public IReadOnlyList<TKernel> Kernels { get; } = kernels;

    /// <summary>The kernel for a request. A geometry remembers it, so that only its first call asks.</summary>
    /// <exception cref="UnsupportedPoolingException">The kernel that <c>ONNXPOOL_KERNEL</c> names for this job refuses the request.</exception>
    public TKernel Select(KernelRequest request)
    {
        if (KernelScope.Current is { } scope) return Observed(scope, request);
        if (KernelMemo.Find(this, request) is TKernel known) return known;
        TKernel chosen = Choose(KernelChoice.Forced, request);
        KernelMemo.Add(this, request, chosen);
        return chosen;
    }

    // Apart from Select, which the closure would make allocate.
    TKernel Observed(KernelScope scope, KernelRequest request)
    {
        TKernel chosen = Choose(scope.Kernel ?? KernelChoice.Forced, request);
        scope.Note(chosen, kernels.Where(k => k != chosen && k.WhyNot(request) is null));
        return chosen;
    }

    TKernel Choose(string? forced, KernelRequest request)
    {
        if (forced is not null && Named(forced, request) is { } named) return named;
        foreach (TKernel kernel in kernels)
            if (kernel.WhyNot(request) is null) return kernel;
        throw new InvalidOperationException("the last kernel of a table must accept every request");
    }

    /// <summary>The first that has the name, whole or but for its width, and accepts; null if none has it.</summary>
    TKernel? Named(string name, KernelRequest request)
    {
        string? reason = null;
        foreach (TKernel kernel in kernels)
        {
            if (name != kernel.Name && name != kernel.Family) continue;
            if (kernel.WhyNot(request) is not { } why) return kernel;
            // That a width is not there says nothing about the request.
            if (reason is null || SimdWidth.WhyNot(kernel.Bits) is null) reason = why;
        }
        return reason is null ? null : Throw.Unsupported<TKernel>(KernelChoice.Variable, $"{name}, which cannot: {reason}", "a kernel for this problem");
    }
}
