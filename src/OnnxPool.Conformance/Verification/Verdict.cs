namespace OnnxPool.Conformance;

/// <summary>What a check found.</summary>
public enum Verdict
{
    /// <summary>The same values as ONNX Runtime, and the oracle agrees; where ONNX Runtime has no such operator, the oracle's values.</summary>
    Exact,
    /// <summary>Within the promise of the oracle, and of ONNX Runtime within its own rounding.</summary>
    Within,
    /// <summary>The oracle agrees; ONNX Runtime departs as a row of the divergence table says.</summary>
    Divergence,
    /// <summary>Somebody is wrong, and no row of the divergence table explains it.</summary>
    Failed,
    /// <summary>Not checked, and why.</summary>
    Unsupported,
}

/// <summary>The check of one output of one node.</summary>
public sealed record CheckResult
{
    /// <summary>Model file or problem line that the node is from.</summary>
    public required string Source { get; init; }

    /// <summary>The data set of a backend test that has several; empty otherwise.</summary>
    public string DataSet { get; init; } = "";

    /// <summary>The node; empty for a problem line without a name.</summary>
    public required string Node { get; init; }

    /// <summary>The output, where the node has several; empty otherwise.</summary>
    public string Output { get; init; } = "";

    /// <summary>Node and output.</summary>
    public string Name => Node.Length > 0 && Output.Length > 0 ? $"{Node}/{Output}" : Node + Output;

    /// <summary>Operator and version, such as MaxPool-12.</summary>
    public required string Operator { get; init; }

    /// <summary>The case as a problem line.</summary>
    public required string Line { get; init; }

    /// <summary>Shape of the node's input; null if it is not known.</summary>
    public IReadOnlyList<long>? InputShape { get; init; }

    /// <summary>Shape of the output; null if it is not known.</summary>
    public IReadOnlyList<long>? OutputShape { get; init; }

    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The divergence row of a divergence, or why something failed or is not supported; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How the recorded output of a backend test was held against; empty where there is none.</summary>
    public string Tolerance { get; init; } = "";

    /// <summary>
    /// How the output compares with the recorded one, otherwise with ONNX Runtime's; with the oracle's where there is neither, or with the
    /// one of them where that is what failed or diverges.
    /// </summary>
    public OutputDifference? Difference { get; init; }

    /// <summary>How often this project's kernels were called for the node, where ONNX Runtime ran it with the plug-in; 0 for one that was left to ONNX Runtime. On the first of a node's results.</summary>
    public long? PluginCalls { get; init; }

    /// <summary>The check of the node's gradient, where that is what was checked.</summary>
    public GradientCheckResult? Gradient { get; init; }

    /// <summary>Whether ONNX Runtime has the operator; where it has not, the oracle alone has decided.</summary>
    public bool HasRuntime { get; init; } = true;

    /// <summary>The domain of operators that ONNX Runtime does not have, where it ran others in their place and the recorded output alone decides; otherwise null.</summary>
    public string? LoweredFrom { get; init; }

    /// <summary>The divergence row that explains a departure.</summary>
    public Divergence? Row { get; init; }
}
