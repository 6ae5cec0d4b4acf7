using System.Globalization;

namespace OnnxPool.Conformance;

/// <summary>How far a candidate may be off. Maxima, indices and what is moved as it is have one right value, of NaNs any.</summary>
public abstract record Tolerance
{
    private protected Tolerance()
    {
    }

    /// <summary>The promise of this project's own operators.</summary>
    public static Tolerance Promise { get; } = new ByPromise();

    /// <summary>So many units in the last place of the element type from the oracle's value.</summary>
    /// <exception cref="InvalidPoolingException">A negative number, or not a number.</exception>
    public static Tolerance Ulp(double ulps) => new ByUlp(Require("ulp", ulps));

    /// <summary><c>atol + rtol * |value|</c> from the oracle's value.</summary>
    /// <exception cref="InvalidPoolingException">A negative number, or not a number.</exception>
    public static Tolerance Of(double rtol, double atol) => new ByAmount(Require("rtol", rtol), Require("atol", atol));

    /// <summary>Holds an output against the oracle.</summary>
    internal OutputDifference Check(Expectation expected, Tensor actual) =>
        expected.IsExact ? TensorComparison.Exact(actual, expected.Value()) : Measure(expected, actual);

    /// <summary>Holds an output against values; the promise, which is about exact quotients and norms, takes only these.</summary>
    internal OutputDifference Compare(Tensor expected, Tensor actual) =>
        TensorComparison.Within(actual, expected, Conformance.Ulp.Format(expected.Type) is null ? null : Bounds(expected));

    /// <summary>In C#, for tests that are written.</summary>
    internal abstract string Code { get; }

    private protected virtual OutputDifference Measure(Expectation expected, Tensor actual) => Compare(expected.Value(), actual);

    /// <summary>How far each element may be off; null if not at all.</summary>
    private protected abstract double[]? Bounds(Tensor expected);

    private protected static double[] OfFinite(Tensor expected, Func<double, double> bound) =>
        [.. expected.ToDoubles().Select(v => double.IsFinite(v) ? bound(v) : 0)];

    static double Require(string name, double value) =>
        value >= 0 ? value : throw new InvalidPoolingException(name, value.ToString(CultureInfo.InvariantCulture), "0 or more");

    sealed record ByPromise : Tolerance
    {
        internal override string Code => "Tolerance.Promise";

        private protected override OutputDifference Measure(Expectation expected, Tensor actual) => expected.Check(actual);

        private protected override double[]? Bounds(Tensor expected) => null;

        public override string ToString() => "the operators' promise";
    }

    sealed record ByUlp(double Ulps) : Tolerance
    {
        internal override string Code => string.Create(CultureInfo.InvariantCulture, $"Tolerance.Ulp({Ulps:R})");

        private protected override double[] Bounds(Tensor expected)
        {
            Reference.FloatFormat format = Conformance.Ulp.Format(expected.Type)!.Value;
            return OfFinite(expected, v => Ulps * Conformance.Ulp.Size(format, v));
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ulps} ULP");
    }

    sealed record ByAmount(double Relative, double Absolute) : Tolerance
    {
        internal override string Code => string.Create(CultureInfo.InvariantCulture, $"Tolerance.Of(rtol: {Relative:R}, atol: {Absolute:R})");

        private protected override double[] Bounds(Tensor expected) => OfFinite(expected, v => Absolute + (Relative * Math.Abs(v)));

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"rtol {Relative}, atol {Absolute}");
    }
}
