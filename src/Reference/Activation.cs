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

    /// <summary>x, or alpha·(exp x − 1) where x is negative.</summary>
    public static double Elu(double x, double alpha) => x < 0 ? alpha * (Math.Exp(x) - 1) : x;

    /// <summary>log(exp x + 1).</summary>
    public static double Softplus(double x) => Math.Log(Math.Exp(x) + 1);

    /// <summary>The error function, 2/√π·∫exp(−t²) dt from 0 to x, by its series about 0, which has all digits up to |x| = 3.</summary>
    public static double Erf(double x)
    {
        (double sum, double term) = (0, x);
        for (int n = 0; Math.Abs(term) > 1e-18; n++)
        {
            sum += term / ((2 * n) + 1);
            term *= -x * x / (n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    /// <summary>A function of every element.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="function">The function.</param>
    public static double[] Each(double[] x, Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(x);
        return [.. x.Select(function)];
    }
}
