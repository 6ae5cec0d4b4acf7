using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>What one run of <c>onnxpool train</c> was asked for.</summary>
sealed record TrainSettings
{
    /// <summary>The words of the command line as they were written, <c>train</c> first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>A file, or the name of a network.</summary>
    public required string Model { get; init; }

    /// <summary>Examples to train with, and to test with unless <see cref="TestData"/> has them.</summary>
    public required string Data { get; init; }

    /// <summary>Examples to test with; null for a part of <see cref="Data"/>.</summary>
    public required string? TestData { get; init; }

    /// <summary>How many to train with; null for all that are left.</summary>
    public required int? Train { get; init; }

    /// <summary>How many to test with; null for a fifth.</summary>
    public required int? Test { get; init; }

    public required Loss Loss { get; init; }

    public required TrainRecipe Recipe { get; init; }

    public required IReadOnlyList<string> Frozen { get; init; }

    public required string Out { get; init; }

    /// <summary>Where the run is kept; null for a file beside <see cref="Out"/> that goes away at the end.</summary>
    public required string? Checkpoint { get; init; }

    public required string? Report { get; init; }

    public required string? Json { get; init; }

    public required int Threads { get; init; }

    public required long Seed { get; init; }

    /// <summary>The file that the run is kept in.</summary>
    public string CheckpointFile => Checkpoint ?? $"{Out}.checkpoint";
}
