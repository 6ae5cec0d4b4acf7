namespace OnnxPool;

/// <summary>One way to compute something; a row of a <see cref="KernelTable{TKernel}"/>.</summary>
/// <param name="name">What it computes, then how; <c>ONNXPOOL_KERNEL</c> selects by it, with or without the width.</param>
/// <param name="bits">Width of its registers; 0 for a kernel that has none.</param>
abstract class Kernel(string name, int bits = 0)
{
    /// <summary>What it computes, then how; the same for all widths.</summary>
    public string Family { get; } = name;

    /// <summary>Width of its registers; 0 for a kernel that has none.</summary>
    public int Bits { get; } = bits;

    /// <summary>What it computes, then how, then the width of its registers if it has any.</summary>
    public string Name { get; } = bits switch { 0 => name, SimdWidth.Scalar => $"{name}-scalar", _ => $"{name}-{bits}" };

    /// <summary>Why this kernel cannot take the request; null if it can.</summary>
    public string? WhyNot(KernelRequest request) => SimdWidth.WhyNot(Bits) ?? Refuses(request);

    /// <summary>What about the request is not for this kernel; null if nothing.</summary>
    protected virtual string? Refuses(KernelRequest request) => null;

    /// <summary>How many units the work has, each of which a thread does whole: output rows, unless a kernel says otherwise.</summary>
    public virtual int Units(PoolGeometry geometry) => geometry.OutputRows;

    /// <summary>Roughly, elements that are read and written, counted again where a kernel reads them again: what decides whether threads share the work.</summary>
    public virtual long Cost(PoolGeometry geometry) => geometry.Cost;

    public override string ToString() => Name;
}

/// <summary>What a kernel decides on.</summary>
/// <param name="Geometry">Where the windows lie.</param>
/// <param name="Winners">Whether the positions of the maxima are wanted.</param>
/// <param name="Ties">For gradients of maxima: who gets what comes for a window with several.</param>
readonly record struct KernelRequest(PoolGeometry Geometry, bool Winners, TiePolicy Ties = TiePolicy.First)
{
    /// <summary>For norms: the power.</summary>
    public double P { get; init; }
}
