namespace OnnxPool.Conformance;

/// <summary>ONNX Runtime's time for a call at the faster of its settings.</summary>
/// <param name="Seconds">Median.</param>
/// <param name="IsOptimized">Whether that is with graph optimization.</param>
public sealed record RuntimeTime(double Seconds, bool IsOptimized);

/// <summary>What a case took; times are medians, in seconds for a call.</summary>
public sealed record BenchmarkResult
{
    /// <summary>The case.</summary>
    public required Problem Problem { get; init; }

    /// <summary>Bytes of the inputs that have to be read and of the outputs.</summary>
    public required long Bytes { get; init; }

    /// <summary>Time of this project's operator.</summary>
    public required double OwnSeconds { get; init; }

    /// <summary>Time of a plain copy that reads half of <see cref="Bytes"/> and writes as many, by as many threads.</summary>
    public required double CopySeconds { get; init; }

    /// <summary>Time of ONNX Runtime; null where it was not asked, has no such operator or refuses the case.</summary>
    public RuntimeTime? Runtime { get; init; }

    /// <summary>Why ONNX Runtime, or one of its settings, was left out; empty if it was not.</summary>
    public string Note { get; init; } = "";

    /// <summary>ONNX Runtime's time in times of ours; above 1 ours is faster.</summary>
    public double? Ratio => Runtime?.Seconds / OwnSeconds;

    /// <summary>Bytes read and written in a second.</summary>
    public double Rate => Bytes / OwnSeconds;

    /// <summary>Bytes that the copy reads and writes in a second.</summary>
    public double CopyRate => Bytes / CopySeconds;

    /// <summary><see cref="Rate"/> in rates of the copy.</summary>
    public double CopyShare => CopySeconds / OwnSeconds;
}
