namespace OnnxPool;

/// <summary>The kernel that the environment asks for, in place of the table's own order.</summary>
static class KernelChoice
{
    public const string Variable = "ONNXPOOL_KERNEL";

    static readonly string? s_forced = Environment.GetEnvironmentVariable(Variable);

    /// <summary>The name that <c>ONNXPOOL_KERNEL</c> holds; null if it is not set.</summary>
    /// <exception cref="InvalidPoolingException">No kernel has that name.</exception>
    public static string? Forced
    {
        get
        {
            if (string.IsNullOrEmpty(s_forced)) return null;
            IEnumerable<string> names = Names;
            return names.Contains(s_forced) ? s_forced : Throw.Invalid<string>(Variable, s_forced, string.Join(", ", names));
        }
    }

    /// <summary>The names of all kernels.</summary>
    public static IEnumerable<string> Names =>
    [
        .. MaxKernels<float>.Table.Kernels.Select(k => k.Name),
        .. AverageKernels<float, DoubleSum<float>>.Table.Kernels.Select(k => k.Name),
        .. LpKernels<float>.Table.Kernels.Select(k => k.Name),
        .. MaxGradientKernels<float, DoubleSum<float>>.Table.Kernels.Select(k => k.Name),
        .. IndexGradientKernels<float, DoubleSum<float>>.Table.Kernels.Select(k => k.Name),
        .. AverageGradientKernels<float, DoubleSum<float>>.Table.Kernels.Select(k => k.Name),
        .. LpGradientKernels<float, DoubleSum<float>>.Table.Kernels.Select(k => k.Name),
    ];
}
