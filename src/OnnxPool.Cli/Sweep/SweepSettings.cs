using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>What one run of <c>onnxpool sweep</c> was asked for.</summary>
sealed record SweepSettings
{
    /// <summary>The words of the command line as they were written, <c>sweep</c> first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Problem lines to judge; none for generated problems.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>How many problems; null for the default.</summary>
    public required int? Cases { get; init; }

    /// <summary>The time; null for no limit.</summary>
    public required TimeSpan? Limit { get; init; }

    /// <summary>The operators of generated problems; null for those that the candidate has, or all.</summary>
    public required IReadOnlyList<PoolOperator>? Operators { get; init; }

    public required int Strength { get; init; }

    /// <summary>A library; null for none.</summary>
    public required string? Candidate { get; init; }

    /// <summary>How far the candidate may be off.</summary>
    public required Tolerance Tolerance { get; init; }

    /// <summary>Whether ONNX Runtime's optimizations are tested.</summary>
    public required bool Optimized { get; init; }

    /// <summary>What one run in a child process may take.</summary>
    public required TimeSpan Timeout { get; init; }

    public required int Threads { get; init; }

    public required string? Report { get; init; }

    public required string? Markdown { get; init; }

    public required string? Keep { get; init; }

    public required string? Json { get; init; }

    public required long Seed { get; init; }
}
