using OnnxPool.Plugin;

namespace OnnxPool.Cli;

/// <summary>What one run of <c>onnxpool bench</c> was asked for.</summary>
sealed record BenchSettings
{
    /// <summary>The words of the command line as they were written, <c>bench</c> first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    public required IReadOnlyList<string> Targets { get; init; }

    public required int Threads { get; init; }

    /// <summary>Which nodes the plug-in takes, where models are timed whole with it and without; null where operators are timed one by one.</summary>
    public required ClaimPolicy? Claim { get; init; }

    /// <summary>Examples in a training step, where such are timed; otherwise null.</summary>
    public required int? Batch { get; init; }

    public required bool AgainstRuntime { get; init; }

    /// <summary>Seconds of measured calls for each side of a case.</summary>
    public required double Seconds { get; init; }

    public required string? Json { get; init; }

    public required string? Markdown { get; init; }

    public required long Seed { get; init; }

    /// <summary>Sizes of symbolic dimensions of models.</summary>
    public required Dictionary<string, long> Dimensions { get; init; }
}
