namespace OnnxPool.Conformance;

/// <summary>This project's own operators and gradients.</summary>
public sealed class OnnxPoolGradientRunner : IGradientRunner
{
    /// <inheritdoc/>
    public string Name => "OnnxPool";

    /// <inheritdoc/>
    public double[] Forward(GradientCase given, double[] x)
    {
        Tensor data = Tensor.Of<double>(ElementType.Double, [.. given.InputShape], x);
        Tensor[] inputs = given.Problem.Version.RequiredInputs == 1
            ? [data]
            : [data, Tensor.Of<long>(ElementType.Int64, [.. given.InputShape], [.. given.Positions])];
        if (given.Problem.UnpoolShape is { } shape) inputs = [.. inputs, Tensor.Of<long>(ElementType.Int64, [shape.Count], [.. shape])];
        return given.Node.Run(inputs, 1)[0].ToDoubles();
    }

    /// <inheritdoc/>
    public double[] Backward(GradientCase given, double[] dY, double[] x)
    {
        Problem problem = given.Problem;
        ReadOnlySpan<long> shape = problem.Shape;
        var dX = new double[x.Length];
        switch (problem.Operator.Name)
        {
            case "MaxPool": MaxPool.Backward<double>(dY, x, shape, given.Attributes, dX, given.Ties); break;
            case "GlobalMaxPool": GlobalMaxPool.Backward<double>(dY, x, shape, dX, given.Ties, problem.Layout); break;
            case "AveragePool": AveragePool.Backward<double>(dY, shape, given.Attributes, dX); break;
            case "GlobalAveragePool": GlobalAveragePool.Backward<double>(dY, shape, dX, problem.Layout); break;
            case "LpPool": LpPool.Backward<double>(dY, x, shape, given.Attributes, given.P, dX); break;
            case "GlobalLpPool": GlobalLpPool.Backward<double>(dY, x, shape, given.P, dX, problem.Layout); break;
            case "MaxUnpool":
                MaxUnpool.Backward<double>(dY, [.. given.Positions], shape, given.Attributes, problem.UnpoolShape is { } output ? [.. output] : [], dX);
                break;
            case "Flatten": Flatten.Backward<double>(dY, shape, problem.Find("axis")?.Int ?? 1, dX); break;
            default: throw new UnsupportedPoolingException("operator", problem.Operator.Name, "the operators of the family");
        }
        return dX;
    }
}
