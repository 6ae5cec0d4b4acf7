namespace OnnxPool.Reference;

/// <summary>ONNX's activation functions of one number, in double.</summary>
public static class Activation
{
    /// <summary>max(0, x).</summary>
    public static double Relu(double x) => x > 0 ? x : 0;

    /// <summary>x, or alpha·x where x is negative.</summary>
    public static double LeakyRelu(double x, double alpha) => x < 0 ? alpha * x : x;

    /// <summary>1/(1 + exp(−x)).</summary>
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>max(0, min(1, alpha·x + beta)).</summary>
    public static double HardSigmoid(double x, double alpha, double beta) => Math.Max(0, Math.Min(1, (alpha * x) + beta));

    /// <summary>x·max(0, min(1, x/6 + 1/2)).</summary>
    public static double HardSwish(double x) => x * HardSigmoid(x, 1.0 / 6, 0.5);

    /// <summary>The hyperbolic tangent.</summary>
    public static double Tanh(double x) => Math.Tanh(x);

    /// <summary>A function of every element.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="function">The function.</param>
    public static double[] Each(double[] x, Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(x);
        return [.. x.Select(function)];
    }
}
