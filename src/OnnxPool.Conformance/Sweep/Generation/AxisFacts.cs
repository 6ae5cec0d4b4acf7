namespace OnnxPool.Conformance;

/// <summary>What is true of one spatial axis of a problem. Levels of a whole problem say what is true of every axis, or of some.</summary>
[Flags]
enum AxisFacts : uint
{
    None = 0,

    /// <summary>auto_pad is SAME_UPPER or SAME_LOWER.</summary>
    Same = 1 << 0,
    /// <summary>ceil_mode is 1.</summary>
    Ceil = 1 << 1,
    /// <summary>The dilation is 2 or more.</summary>
    Dilated = 1 << 2,

    /// <summary>The explicit padding is the same on both sides.</summary>
    PadsEqual = 1 << 3,
    /// <summary>Explicit padding before the input.</summary>
    PadAtBegin = 1 << 4,
    /// <summary>Explicit padding after the input.</summary>
    PadAtEnd = 1 << 5,
    /// <summary>Explicit padding of at least the kernel on one side.</summary>
    PadReachesKernel = 1 << 6,

    /// <summary>The stride is 2 or more.</summary>
    Strided = 1 << 7,
    /// <summary>The stride is smaller than the kernel.</summary>
    StrideBelowKernel = 1 << 8,
    /// <summary>The stride is larger than the kernel.</summary>
    StrideAboveKernel = 1 << 9,

    /// <summary>The kernel has 2 taps or more.</summary>
    KernelFrom2 = 1 << 10,
    /// <summary>The kernel has 3 taps or more.</summary>
    KernelFrom3 = 1 << 11,
    /// <summary>The kernel has 4 taps or more.</summary>
    KernelFrom4 = 1 << 12,
    /// <summary>The kernel has as many taps as the input has elements.</summary>
    KernelIsInput = 1 << 13,
    /// <summary>The kernel has more taps than the input has elements.</summary>
    KernelAboveInput = 1 << 14,

    /// <summary>A window reaches from its first to its last tap exactly as far as the input.</summary>
    ExtentIsInput = 1 << 15,
    /// <summary>The output size is 0.</summary>
    NoWindow = 1 << 16,
    /// <summary>ceil_mode asks for one window more, which is left out because it would start in the end padding.</summary>
    LastWindowDropped = 1 << 17,
    /// <summary>Explicit padding: whole strides lead from the first window to the end of the padded input.</summary>
    OnTheEdge = 1 << 18,
    /// <summary>Explicit padding: with one element less they would.</summary>
    OneOver = 1 << 19,
    /// <summary>Explicit padding: with one element more they would.</summary>
    OneShort = 1 << 20,

    /// <summary>SAME_*: the padding of both sides together is odd.</summary>
    TotalOdd = 1 << 21,
    /// <summary>SAME_*: there is padding.</summary>
    TotalPositive = 1 << 22,
    /// <summary>SAME_*: the windows leave elements at the end out, as if the padding were negative.</summary>
    TotalNegative = 1 << 23,
}

/// <summary>Facts about every axis of a problem, and about at least one.</summary>
/// <param name="All">True of every axis.</param>
/// <param name="None">True of no axis.</param>
/// <param name="Some">Each is true of at least one axis.</param>
/// <param name="SomeNot">Each is untrue of at least one axis.</param>
readonly record struct AxisDemand(
    AxisFacts All = AxisFacts.None, AxisFacts None = AxisFacts.None, AxisFacts Some = AxisFacts.None, AxisFacts SomeNot = AxisFacts.None)
{
    /// <summary>Whether axes meet the demand.</summary>
    public bool IsMetBy(IReadOnlyList<AxisFacts> axes)
    {
        (AxisFacts union, AxisFacts common) = (AxisFacts.None, (AxisFacts)uint.MaxValue);
        foreach (AxisFacts axis in axes) (union, common) = (union | axis, common & axis);
        return (common & All) == All && (union & None) == 0 && (union & Some) == Some && (common & SomeNot) == 0;
    }

    /// <summary>Both demands.</summary>
    public static AxisDemand operator &(AxisDemand a, AxisDemand b) => new(a.All | b.All, a.None | b.None, a.Some | b.Some, a.SomeNot | b.SomeNot);
}
