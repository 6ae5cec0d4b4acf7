using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Models made of problems.</summary>
public static class ProblemModel
{
    /// <summary>A model with one node.</summary>
    /// <exception cref="InvalidPoolingException">As <see cref="BuildChain"/>.</exception>
    public static ModelProto Build(Problem problem) => BuildChain([problem]);

    /// <summary>A model in which each node takes the first output of the one before, MaxUnpool also the last Indices. Further outputs of every node become graph outputs.</summary>
    /// <exception cref="InvalidPoolingException">
    /// Opsets differ, a problem has another type or shape than the output before it, a layout that models do not have, or is a gradient and not alone.
    /// </exception>
    public static ModelProto BuildChain(IReadOnlyList<Problem> chain)
    {
        Problem first = chain[0];
        foreach (Problem problem in chain)
        {
            if (problem.Layout != PoolLayout.Nchw)
                throw new InvalidPoolingException("layout", problem.Layout.Name(), $"{PoolLayout.Nchw.Name()}: models have no other");
            if (chain.Count > 1 && problem.Operator is GradientOperator)
                throw new InvalidPoolingException("chain", $"{problem} among {chain.Count} lines of one name", "a gradient under a name of its own");
            if (problem.Operator.Domain != first.Operator.Domain || problem.Opset != first.Opset)
                throw new InvalidPoolingException("opset", $"{problem.Operator}:{problem.Opset} in a chain that begins with {first.Operator}:{first.Opset}", "one opset for all");
        }
        ModelBuilder builder = Begin(first);
        foreach (string fed in first.FedInputs)
        {
            (ElementType type, long[] shape) = ProblemInputs.Declare(first, fed);
            builder.Input(fed, type, shape);
        }
        string input = "";
        string? positions = null;
        for (int i = 0; i < chain.Count; i++)
        {
            Problem problem = chain[i];
            string suffix = chain.Count == 1 ? "" : $"_{i}";
            string[] outputs = [.. problem.Outputs.Select(o => o + suffix)];
            if (problem.Operator is not GradientOperator && problem.UnpoolShape is { } shape)
                builder.Initializer(Problem.OutputShapeInput + suffix, Tensor.Of<long>(ElementType.Int64, [shape.Count], [.. shape]));
            builder.Node(problem.Operator.Name, InputNames(problem, i, suffix, input, positions), outputs, problem.Attributes, problem.Operator.Name + suffix, problem.Operator.Domain);
            // Without a shape: ONNX's shape inference and ONNX Runtime disagree about the last window below opset 22. Of a gradient nothing else may tell it.
            if (i == chain.Count - 1) _ = problem.Operator is GradientOperator ? builder.Output(outputs[0], problem.Type, problem.Shape) : builder.Output(outputs[0], problem.Type);
            foreach (string indices in outputs.Skip(1)) builder.Output(indices, ElementType.Int64);
            input = outputs[0];
            positions = outputs.ElementAtOrDefault(1) ?? positions ?? first.FedInputs.ElementAtOrDefault(1);
            if (i < chain.Count - 1) RequireFit(problem, chain[i + 1]);
        }
        return builder.Build();
    }

    // The standard domain is there even where no node is of it: readers ask for its version.
    static ModelBuilder Begin(Problem first)
    {
        if (first.Operator.Domain == OperatorTable.StandardDomain) return new ModelBuilder(first.Opset);
        PoolOperator standard = OperatorTable.Find(first.Forward.Operator.Name)!;
        return new ModelBuilder(standard.Versions[^1].Since).Import(first.Operator.Domain, first.Opset);
    }

    // The first node takes the model's inputs under their names; omitted ones in the middle have an empty name.
    static IEnumerable<string> InputNames(Problem problem, int place, string suffix, string input, string? positions)
    {
        int last = problem.Version.Inputs.ToList().IndexOf(problem.Inputs[^1]);
        foreach (string name in problem.Version.Inputs.Take(last + 1))
        {
            yield return !problem.Inputs.Contains(name) ? ""
                : name == Problem.OutputShapeInput ? name + suffix
                : place == 0 ? name
                : name == problem.Version.Inputs[0] ? input
                : positions ?? throw new InvalidPoolingException("chain", $"{problem} without Indices before it", "an earlier node with outputs=Y,Indices");
        }
    }

    static void RequireFit(Problem before, Problem after)
    {
        long[] shape = before.OutputShape();
        if (after.Type != before.Type || !after.Shape.SequenceEqual(shape))
        {
            throw new InvalidPoolingException(
                "shape", $"{after.Type.Name()} {Shapes.Format(after.Shape)} after {before}", $"{before.Type.Name()} {Shapes.Format(shape)}");
        }
    }
}
