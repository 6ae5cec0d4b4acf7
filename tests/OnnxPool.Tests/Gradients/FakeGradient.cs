using OnnxPool.Conformance;

namespace OnnxPool.Tests.Gradients;

/// <summary>A runner with the right forward operator, and with what a test makes of the right gradient.</summary>
sealed class FakeGradient(Func<GradientCase, double[], double[], double[]> backward) : IGradientRunner
{
    static readonly OnnxPoolGradientRunner s_right = new();

    public string Name => "fake";

    public double[] Forward(GradientCase given, double[] x) => s_right.Forward(given, x);

    public double[] Backward(GradientCase given, double[] dY, double[] x) => backward(given, dY, x);

    /// <summary>The right gradient of a case, under changed attributes if there are some.</summary>
    public static double[] Right(GradientCase given, double[] dY, double[] x, TiePolicy? ties = null) =>
        s_right.Backward(ties is null ? given : With(given, given.Problem, ties.Value), dY, x);

    /// <summary>Right but for what <paramref name="change"/> makes of each element, from its index and value.</summary>
    public static FakeGradient Off(Func<int, double, double> change) =>
        new((given, dY, x) => [.. Right(given, dY, x).Select((g, i) => change(i, g))]);

    /// <summary>The right gradient of another problem line with the same shapes.</summary>
    public static FakeGradient Of(Func<string, string> change) =>
        new((given, dY, x) => s_right.Backward(With(given, Problem.Parse(change(given.Problem.ToString())), given.Ties), dY, x));

    static GradientCase With(GradientCase given, Problem problem, TiePolicy ties) => new(problem, new GradientCheckOptions { Ties = ties });
}
