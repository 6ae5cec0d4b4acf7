namespace OnnxPool.Conformance;

/// <summary>One spatial axis of a pooling node.</summary>
/// <param name="Axis">Sizes, kernel, stride, dilation and resolved padding.</param>
/// <param name="Census">Which windows are partial or empty.</param>
public sealed record AxisInspection(PoolAxis Axis, WindowCensus Census);

/// <summary>What a pooling node does on an input of one shape.</summary>
public sealed record NodeInspection
{
    /// <summary>Model file or problem line.</summary>
    public required string Source { get; init; }

    /// <summary>The node; empty for a problem line without a name.</summary>
    public required string Node { get; init; }

    /// <summary>Operator and version.</summary>
    public required string Operator { get; init; }

    /// <summary>Why nothing more is known; null if it is.</summary>
    public string? Unknown { get; init; }

    /// <summary>The node on its input as a problem line.</summary>
    public string Line { get; init; } = "";

    /// <summary>Where the input's shape is from.</summary>
    public string ShapeSource { get; init; } = "";

    /// <summary>Element type of the data.</summary>
    public ElementType Type { get; init; }

    /// <summary>Shape of the data.</summary>
    public IReadOnlyList<long> InputShape { get; init; } = [];

    /// <summary>Shape of every output.</summary>
    public IReadOnlyList<long> OutputShape { get; init; } = [];

    /// <summary>The axes along which windows lie; one, the whole plane, for global pooling, none for operators without windows.</summary>
    public IReadOnlyList<AxisInspection> Axes { get; init; } = [];

    /// <summary>Windows of one plane, a pair of batch and channel; null for operators without windows.</summary>
    public long? WindowsPerPlane { get; init; }

    /// <summary>All windows; null for operators without windows.</summary>
    public long? Windows { get; init; }

    /// <summary>Extent along each axis of what one window sees of the node's input, holes of dilation included.</summary>
    public IReadOnlyList<long> ReceptiveField => [.. Axes.Select(a => a.Axis.Extent)];

    /// <summary>
    /// Extent along each axis of what one window sees of the model's input, through all that lies between; null where that is not known: behind operators
    /// other than convolution, pooling and elementwise ones, and behind global pooling.
    /// </summary>
    public IReadOnlyList<long>? ReceptiveFieldOfModel { get; init; }

    /// <summary>Bytes of the inputs: what is read if every element is read once from memory.</summary>
    public long BytesRead { get; init; }

    /// <summary>Bytes of the outputs.</summary>
    public long BytesWritten { get; init; }

    /// <summary>What is worth a second look, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
