namespace OnnxPool.Conformance;

/// <summary>What a verification can be asked for.</summary>
public sealed record VerifyOptions
{
    /// <summary>Seed of all input data.</summary>
    public long Seed { get; init; }

    /// <summary>Sizes for symbolic dimensions of model inputs, by their name.</summary>
    public IReadOnlyDictionary<string, long> Dimensions { get; init; } = new Dictionary<string, long>();

    /// <summary>Checks only the node that reports call so; null for all.</summary>
    public string? Node { get; init; }

    /// <summary>Who is checked.</summary>
    public IPoolRunner Runner { get; init; } = new OnnxPoolRunner();

    /// <summary>Whether models are run whole in ONNX Runtime with this project's plug-in, which then is who is checked instead of <see cref="Runner"/>.</summary>
    public bool InPlugin { get; init; }

    /// <summary>Whether gradients are checked too.</summary>
    public bool Backward { get; init; }

    /// <summary>Whose gradients are checked.</summary>
    public IGradientRunner GradientRunner { get; init; } = new OnnxPoolGradientRunner();

    /// <summary>Who says operators that ONNX Runtime does not have in terms of those that it has; null for nobody.</summary>
    public IModelLowering? Lowering { get; init; }

    /// <summary>What ONNX Runtime is known for.</summary>
    public DivergenceTable Divergences { get; init; } = DivergenceTable.Standard;
}
