namespace OnnxPool.Conformance;

/// <summary>What a gradient check can be asked for.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>The largest magnitude in a given <see cref="X"/>: differences of larger numbers could overflow.</summary>
    public const double LargestX = 1e150;

    /// <summary>Who is checked.</summary>
    public IGradientRunner Runner { get; init; } = new OnnxPoolGradientRunner();

    /// <summary>The tie policy that maxima are held to; null for that of a gradient's problem line, which is first if the line has none.</summary>
    public TiePolicy? Ties { get; init; }

    /// <summary>Where the gradient is taken, row-major; null for the problem's own data (uniform data if that is neither uniform nor ties).</summary>
    public IReadOnlyList<double>? X { get; init; }

    /// <summary>Seed of all data.</summary>
    public long Seed { get; init; }

    /// <summary>The largest relative error that passes.</summary>
    public double Tolerance { get; init; } = 1e-7;

    /// <summary>Random directions to follow; fewer where X is so large that it would take long.</summary>
    public int Directions { get; init; } = 4;

    /// <summary>
    /// Elements of X that are moved one at a time: all, if X has no more, which is the full Jacobian; otherwise a random choice, a smaller one
    /// where X is so large that it would take long.
    /// </summary>
    public int Elements { get; init; } = 64;
}
