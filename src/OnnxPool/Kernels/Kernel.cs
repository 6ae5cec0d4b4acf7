namespace OnnxPool;

/// <summary>One way to compute something; a row of a <see cref="KernelTable{TKernel}"/>.</summary>
/// <param name="name">What it computes, then how; <c>ONNXPOOL_KERNEL</c> selects by it.</param>
abstract class Kernel(string name)
{
    public string Name { get; } = name;

    /// <summary>Why this kernel cannot take the request; null if it can.</summary>
    public virtual string? WhyNot(KernelRequest request) => null;

    public override string ToString() => Name;
}

/// <summary>What a kernel decides on.</summary>
/// <param name="Geometry">Where the windows lie.</param>
/// <param name="Winners">Whether the positions of the maxima are wanted.</param>
readonly record struct KernelRequest(PoolGeometry Geometry, bool Winners);
