using System.Numerics;

namespace OnnxPool;

/// <summary>The kernel that the environment asks for, in place of the table's own order.</summary>
static class KernelChoice
{
    public const string Variable = "ONNXPOOL_KERNEL";

    static readonly string? s_forced = Environment.GetEnvironmentVariable(Variable);
    static readonly Lazy<Kernel[]> s_kernels = new(Collect);

    /// <summary>The name that <c>ONNXPOOL_KERNEL</c> holds; null if it is not set.</summary>
    /// <exception cref="InvalidPoolingException">No kernel has that name.</exception>
    public static string? Forced => string.IsNullOrEmpty(s_forced) ? null : Require(Variable, s_forced);

    /// <summary>The kernels of all tables, one of each name, whatever type of elements it is for.</summary>
    public static IReadOnlyList<Kernel> Kernels => s_kernels.Value;

    /// <summary>The name of a kernel, with its width or, for whichever width is there, without.</summary>
    /// <exception cref="InvalidPoolingException">No kernel has that name.</exception>
    public static string Require(string subject, string name) =>
        Kernels.Any(k => name == k.Name || name == k.Family) ? name : Throw.Invalid<string>(subject, name, Allowed());

    /// <summary>Each family, with the widths that it may be asked for in.</summary>
    static string Allowed() => string.Join(", ", Kernels.GroupBy(k => k.Family).Select(family =>
        family.Any(k => k.Bits > 0) ? $"{family.Key}[{string.Join('|', family.Where(k => k.Bits > 0).Select(k => k.Name[family.Key.Length..]))}]" : family.Key));

    static Kernel[] Collect()
    {
        var kernels = new Collection([]);
        foreach (ElementType type in ElementTypes.All.Where(ElementTypes.HasArithmetic)) ElementTypes.Dispatch(type, ref kernels);
        return [.. kernels.Found.DistinctBy(k => k.Name)];
    }

    readonly struct Collection(List<Kernel> found) : INumericAction
    {
        public List<Kernel> Found { get; } = found;

        public void Run<T, TSum>()
            where T : unmanaged, INumber<T>
            where TSum : struct, IRunningSum<TSum, T> => Found.AddRange(
            [
                .. MaxKernels<T>.Table.Kernels,
                .. AverageKernels<T, TSum>.Table.Kernels,
                .. LpKernels<T>.Table.Kernels,
                .. MaxGradientKernels<T, TSum>.Table.Kernels,
                .. IndexGradientKernels<T, TSum>.Table.Kernels,
                .. AverageGradientKernels<T, TSum>.Table.Kernels,
                .. LpGradientKernels<T, TSum>.Table.Kernels,
            ]);
    }
}
