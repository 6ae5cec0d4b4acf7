namespace OnnxPool.Conformance;

/// <summary>A pooling operator and its gradient in double, which can be checked against each other.</summary>
/// <remarks>Arrays are row-major. Those that are handed over are copies: nothing that is done to them changes the check.</remarks>
public interface IGradientRunner
{
    /// <summary>What reports call it.</summary>
    string Name { get; }

    /// <summary>Y, of <see cref="GradientCase.OutputShape"/>.</summary>
    /// <param name="given">Operator, shapes and attributes.</param>
    /// <param name="x">X, of <see cref="GradientCase.InputShape"/>.</param>
    double[] Forward(GradientCase given, double[] x);

    /// <summary>The gradient of X, of <see cref="GradientCase.InputShape"/>.</summary>
    /// <param name="given">Operator, shapes and attributes.</param>
    /// <param name="dY">The gradient of Y, of <see cref="GradientCase.OutputShape"/>.</param>
    /// <param name="x">X, of <see cref="GradientCase.InputShape"/>.</param>
    double[] Backward(GradientCase given, double[] dY, double[] x);
}
