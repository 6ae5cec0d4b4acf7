using OnnxPool.Reference;

namespace OnnxPool.Conformance;

/// <summary>What the oracle says about one output.</summary>
public abstract class Expectation
{
    private protected Expectation(ReadOnlySpan<long> shape) => Shape = shape.ToArray();

    /// <summary>The shape of the output.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Holds an output against the oracle, by the operator's promise.</summary>
    public abstract OutputDifference Check(Tensor actual);

    /// <summary>How far a runtime that accumulates in the element type itself may be off, per element; null: not at all.</summary>
    public abstract double[]? RuntimeBounds();

    /// <summary>The oracle's value itself: the nearest double, rounded to the element type.</summary>
    public abstract Tensor Value();

    /// <summary>An output of which there is exactly one right value.</summary>
    public static Expectation Exact(Tensor expected) => new ExactExpectation(expected);

    /// <summary>An average: so many ULPs of the element type from the exact quotient are promised.</summary>
    public static Expectation Average(ElementType type, AverageResult exact) => new SumExpectation(type, ExactSums.Of(exact), ulpsOfDouble: 2);

    /// <summary>A gradient: narrow types within 1 ULP of the exact sum, double within so many of it, or of the sum of magnitudes where terms cancel.</summary>
    public static Expectation Gradient(ElementType type, GradientResult exact, double ulpsOfDouble) => new SumExpectation(type, ExactSums.Of(exact), ulpsOfDouble);

    /// <summary>A norm: so many ULPs of the element type from the exact one are promised.</summary>
    public static Expectation Lp(ElementType type, LpResult exact, double p) => new LpExpectation(type, exact, p);

    sealed class ExactExpectation(Tensor expected) : Expectation(expected.Shape)
    {
        public override OutputDifference Check(Tensor actual) => TensorComparison.Bits(actual, expected);

        public override double[]? RuntimeBounds() => null;

        public override Tensor Value() => expected;
    }

    sealed class SumExpectation(ElementType type, ExactSums exact, double ulpsOfDouble) : Expectation(exact.Shape)
    {
        public override OutputDifference Check(Tensor actual) =>
            TensorComparison.Promise(actual, type, exact, type == ElementType.Double ? ulpsOfDouble : 1, ulpsOfDouble);

        public override Tensor Value() => RoundedTensor.Of(type, exact.Shape, exact.Values);

        // Higham, Accuracy and Stability of Numerical Algorithms, section 4.2: a sum of n terms in any order is off by at most
        // about n u Σ|x|; a few more roundings come from the division (or a reciprocal) and from our own result.
        public override double[] RuntimeBounds()
        {
            FloatFormat format = Ulp.Format(type)!.Value;
            double unit = Math.ScaleB(1, -format.SignificandBits);
            double smallest = Math.ScaleB(1, format.MinExponent - format.SignificandBits + 1);
            return [.. exact.Magnitudes.Select((m, i) => ((exact.Terms[i] + 6) * unit * m) + smallest)];
        }
    }

    sealed class LpExpectation(ElementType type, LpResult exact, double p) : Expectation(exact.Shape)
    {
        // The root makes the errors of a sum in double 1/p times as large, which no narrower type shows.
        public override OutputDifference Check(Tensor actual) =>
            TensorComparison.Promise(actual, type, exact, type != ElementType.Double ? 1 : p < 0.5 ? 8 / p : 4);

        public override Tensor Value() => RoundedTensor.Of(type, exact.Shape, exact.Y);

        // As for averages; a power and a root cost a few roundings more for each term, and p of them where powers are products.
        public override double[] RuntimeBounds()
        {
            FloatFormat format = Ulp.Format(type)!.Value;
            double unit = Math.ScaleB(1, -format.SignificandBits);
            double smallest = Math.ScaleB(1, format.MinExponent - format.SignificandBits + 1);
            return [.. exact.Y.Select((y, i) => ((exact.Taps[i] + 12) * unit * y) + smallest)];
        }
    }
}
