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

    private protected abstract OutputDifference Measure(Expectation expected, Tensor actual);

    static double Require(string name, double value) =>
        value >= 0 ? value : throw new InvalidPoolingException(name, value.ToString(CultureInfo.InvariantCulture), "0 or more");

    sealed record ByPromise : Tolerance
    {
        private protected override OutputDifference Measure(Expectation expected, Tensor actual) => expected.Check(actual);

        public override string ToString() => "the operators' promise";
    }

    sealed record ByUlp(double Ulps) : Tolerance
    {
        private protected override OutputDifference Measure(Expectation expected, Tensor actual)
        {
            Tensor value = expected.Value();
            Reference.FloatFormat format = Conformance.Ulp.Format(value.Type)!.Value;
            return TensorComparison.Within(actual, value, [.. value.ToDoubles().Select(v => double.IsFinite(v) ? Ulps * Conformance.Ulp.Size(format, v) : 0)]);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ulps} ULP");
    }

    sealed record ByAmount(double Relative, double Absolute) : Tolerance
    {
        private protected override OutputDifference Measure(Expectation expected, Tensor actual)
        {
            Tensor value = expected.Value();
            return TensorComparison.Within(actual, value, [.. value.ToDoubles().Select(v => double.IsFinite(v) ? Absolute + (Relative * Math.Abs(v)) : 0)]);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"rtol {Relative}, atol {Absolute}");
    }
}
