namespace OnnxPool.Conformance;

/// <summary>How problems are timed.</summary>
public sealed record BenchmarkOptions
{
    /// <summary>What <see cref="Seconds"/> is at first.</summary>
    public const double DefaultSeconds = 0.3;

    /// <summary>Threads that every side may use.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Seconds of measured calls of each side of a case; rounds of slow calls may take more.</summary>
    public double Seconds { get; init; } = DefaultSeconds;

    /// <summary>Whether ONNX Runtime is timed too.</summary>
    public bool AgainstRuntime { get; init; }

    /// <summary>Seed of the input data.</summary>
    public long Seed { get; init; }
}
