namespace OnnxPool.Conformance;

/// <summary>What a gradient is checked on: a forward problem in double, with what a problem line does not say.</summary>
public sealed class GradientCase
{
    readonly long[] _positions;

    /// <exception cref="InvalidPoolingException">The problem is invalid, or its elements are no floating-point numbers.</exception>
    internal GradientCase(Problem problem, GradientCheckOptions options)
    {
        problem.Version.Require(problem.Type);
        Ties = options.Ties ?? (problem.Find("ties") is { } ties ? TiePolicies.Parse(ties.String) : TiePolicy.First);
        problem = problem.Forward;
        if (Ulp.Format(problem.Type) is null)
            throw new InvalidPoolingException("element type", $"{problem.Type.Name()} for a gradient of {problem.Version}", "float16, bfloat16, float, double");
        // The last two kinds are about the ends of the range, where a difference tells nothing of a slope.
        Problem = new Problem(problem.Operator, problem.Opset, ElementType.Double, problem.Shape)
        {
            Attributes = problem.Attributes,
            UnpoolShape = problem.UnpoolShape,
            Layout = problem.Layout,
            Data = problem.Data == DataKind.Ties ? DataKind.Ties : DataKind.Uniform,
            Name = problem.Name,
        };
        Node = Problem.Bind();
        OutputShape = Problem.OutputShape();
        MemoryNeed.Require(ElementType.Double, problem.Shape, [.. OutputShape]);
        IReadOnlyList<Tensor> inputs = ProblemData.Inputs(Problem, options.Seed);
        _positions = inputs.Count > 1 ? inputs[1].Values<long>().ToArray() : [];
        X = options.X is null ? inputs[0].ToDoubles() : Given(options.X, inputs[0]);
    }

    /// <summary>The forward problem, of element type double.</summary>
    public Problem Problem { get; }

    /// <summary>Who gets the gradient of a window where several elements hold the maximum.</summary>
    public TiePolicy Ties { get; }

    /// <summary>The shape of X and of its gradient.</summary>
    public IReadOnlyList<long> InputShape => Problem.Shape.ToArray();

    /// <summary>The shape of Y and of its gradient.</summary>
    public IReadOnlyList<long> OutputShape { get; }

    /// <summary>MaxUnpool's input I: where in Y each element of X goes; empty for the other operators.</summary>
    public IReadOnlyList<long> Positions => _positions;

    /// <summary>The attributes about windows, as the problem has them.</summary>
    public PoolAttributes Attributes =>
        PoolAttributes.Read(new AttributeReader(new Dictionary<string, AttributeValue>(Problem.Attributes)), Problem.Version, Problem.Layout);

    /// <summary>The power of a norm; 2 where the problem has none.</summary>
    public double P => ReferenceRunner.P(Problem);

    internal double[] X { get; }

    internal PoolNode Node { get; }

    static double[] Given(IReadOnlyList<double> given, Tensor x)
    {
        if (given.Count != x.ElementCount)
            throw new InvalidPoolingException("X", $"{given.Count} elements", $"{x.ElementCount} for shape {Shapes.Format(x.Shape)}");
        for (int i = 0; i < given.Count; i++)
        {
            if (!(Math.Abs(given[i]) <= GradientCheckOptions.LargestX))
                throw new InvalidPoolingException($"X[{i}]", $"{given[i]}", $"numbers up to {GradientCheckOptions.LargestX:R} in magnitude");
        }
        return [.. given];
    }
}
