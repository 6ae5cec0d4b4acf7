namespace OnnxPool.Conformance;

/// <summary>
/// Averages and moves are linear. Only MaxUnpool may put several elements at one place, of which one is seen; each gets the gradient of that place.
/// </summary>
sealed class SharedPlaces(GradientCase given, OutputTaps taps) : IKinks
{
    readonly bool _moves = given.Positions.Count > 0;
    readonly double _scale = Kinks.Scale(given.X);

    public double Step(long element) => _scale;

    public Kink? At(long output, long element) => IsKink(output) ? new Kink(1, IsOfRise: false) : null;

    public bool IsKink(long output) => _moves && taps.Of(output).Skip(1).Any();
}
