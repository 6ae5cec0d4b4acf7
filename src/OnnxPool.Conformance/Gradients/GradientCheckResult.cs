using System.Globalization;

namespace OnnxPool.Conformance;

/// <summary>A derivative that was measured, and what the runner's gradient says of it.</summary>
/// <param name="Place">An element as <c>X[5]</c>, or <c>direction 2</c>.</param>
/// <param name="Expected">The measured derivative.</param>
/// <param name="Found">The same from the runner's gradient.</param>
/// <param name="Error">How far they differ, relative to the larger magnitude, or to 1e7 times the rounding of the measurement where that is larger.</param>
public readonly record struct GradientMismatch(string Place, double Expected, double Found, double Error)
{
    /// <summary>As reports show it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Place} {Found:R} instead of {Expected:R}");
}

/// <summary>How a gradient compares with measured slopes.</summary>
public sealed record GradientCheckResult
{
    /// <summary>Who was checked.</summary>
    public required string Runner { get; init; }

    /// <summary>The forward problem that was checked, in double.</summary>
    public required Problem Problem { get; init; }

    /// <summary>The tie policy that maxima were held to.</summary>
    public required TiePolicy Ties { get; init; }

    /// <summary><see cref="Verdict.Within"/>, <see cref="Verdict.Failed"/>, or <see cref="Verdict.Unsupported"/> if there was something to check and nothing could be.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why it failed or could not be checked; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The place with the largest relative error; null if nothing was compared.</summary>
    public GradientMismatch? Worst { get; init; }

    /// <summary>Elements of X whose derivative was compared, those at kinks included.</summary>
    public int Elements { get; init; }

    /// <summary>Of these, elements at a kink, where the stated policy is part of what is expected.</summary>
    public int Kinks { get; init; }

    /// <summary>Elements that were left out because they are too near to a kink for their slope to be measured.</summary>
    public int Skipped { get; init; }

    /// <summary>Random directions that were compared; outputs at a kink take no part in them.</summary>
    public int Directions { get; init; }

    /// <summary>The name of the gradient operator, such as MaxPoolGrad.</summary>
    public string Operator => $"{Problem.Operator.Name}Grad";

    /// <summary>The result in one line.</summary>
    public string Describe() => $"{Runner}, {Operator} of {Problem}: {Verdict.ToString().ToLowerInvariant()}, {Outcome}; {Counts}";

    string Outcome =>
        Reason.Length > 0 ? Reason
        : Worst is not { } worst ? "nothing to compare"
        : string.Create(CultureInfo.InvariantCulture, $"worst relative error {worst.Error:0.##e+0} at {worst.Place}");

    string Counts
    {
        get
        {
            string kinks = Kinks == 0 ? "none at a kink" : Kinks == Elements ? $"all at kinks, held to {Policy} only" : $"{Kinks} at kinks, held to {Policy}";
            return $"{Elements} elements, {kinks}{(Skipped > 0 ? $", {Skipped} too near to one" : "")}, {Directions} directions";
        }
    }

    string Policy => Problem.Operator.Name is "MaxPool" or "GlobalMaxPool" ? $"ties={Ties.Name()}" : "the stated rule";
}
