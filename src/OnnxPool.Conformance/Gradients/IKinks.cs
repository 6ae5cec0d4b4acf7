namespace OnnxPool.Conformance;

/// <summary>What an output's derivative by an element is at a kink, where no two-sided difference can tell.</summary>
/// <param name="Share">What the stated policy gives the element.</param>
/// <param name="IsOfRise">Whether that is a share of the slope towards larger values of the element, which can be measured, and not of 1.</param>
readonly record struct Kink(double Share, bool IsOfRise);

/// <summary>Where an operator has no derivative near an X, told from X and the windows alone and not by the operator under test.</summary>
interface IKinks
{
    /// <summary>
    /// How far an element may move, a power of two, so that no output leaves the smooth piece that it is on, even if all elements move by as much
    /// as they may; 0 if it may not move. Outputs that are at a kink do not count.
    /// </summary>
    double Step(long element);

    /// <summary>The kink that an output is at when one of its elements moves; null if its slope can be measured.</summary>
    Kink? At(long output, long element);

    /// <summary>Whether an output is at a kink when all elements move.</summary>
    bool IsKink(long output);
}

/// <summary>The kinks of each operator.</summary>
static class Kinks
{
    public static IKinks Of(GradientCase given, OutputTaps taps) => given.Problem.Operator.Name switch
    {
        "MaxPool" or "GlobalMaxPool" => new TiedMaxima(given, taps),
        "LpPool" or "GlobalLpPool" => new VanishingNorms(given, taps),
        _ => new SharedPlaces(given, taps),
    };

    /// <summary>The scale of X: the power of two below its largest magnitude.</summary>
    public static double Scale(double[] x) => PowerBelow(x.Length == 0 ? 0 : x.Max(Math.Abs)) is > 0 and var scale ? scale : 1;

    /// <summary>The largest power of two that is no larger than a number; 0 for 0.</summary>
    public static double PowerBelow(double value) => value > 0 ? Math.ScaleB(1, Math.ILogB(value)) : 0;
}
