using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Models made of problems.</summary>
public static class ProblemModel
{
    /// <summary>A model with one node.</summary>
    /// <exception cref="InvalidPoolingException">As <see cref="BuildChain"/>.</exception>
    public static ModelProto Build(Problem problem) => BuildChain([problem]);

    /// <summary>A model in which each node takes the first output of the one before, MaxUnpool also the last Indices. Further outputs of every node become graph outputs.</summary>
    /// <exception cref="InvalidPoolingException">Opsets differ, or a problem has another type or shape than the output before it.</exception>
    public static ModelProto BuildChain(IReadOnlyList<Problem> chain)
    {
        Problem first = chain[0];
        var builder = new ModelBuilder(first.Opset);
        foreach (string fed in first.FedInputs)
            builder.Input(fed, fed == first.Version.Inputs[0] ? first.Type : ElementType.Int64, first.Shape);
        string input = first.Version.Inputs[0];
        string? positions = first.FedInputs.ElementAtOrDefault(1);
        for (int i = 0; i < chain.Count; i++)
        {
            Problem problem = chain[i];
            if (problem.Opset != first.Opset)
                throw new InvalidPoolingException("opset", $"{problem.Opset} in a chain of opset {first.Opset}", "one opset for all");
            string suffix = chain.Count == 1 ? "" : $"_{i}";
            string[] outputs = [.. problem.Outputs.Select(o => o + suffix)];
            string[] inputs = positions is not null && problem.Version.RequiredInputs > 1 ? [input, positions] : [input];
            if (problem.UnpoolShape is { } shape)
            {
                builder.Initializer("output_shape" + suffix, Tensor.Of<long>(ElementType.Int64, [shape.Count], [.. shape]));
                inputs = [.. inputs, "output_shape" + suffix];
            }
            if (inputs.Length < problem.Version.RequiredInputs)
                throw new InvalidPoolingException("chain", $"{problem} without Indices before it", "an earlier node with outputs=Y,Indices");
            builder.Node(problem.Operator.Name, inputs, outputs, problem.Attributes, problem.Operator.Name + suffix);
            // Without a shape: ONNX's shape inference and ONNX Runtime disagree about the last window below opset 22.
            if (i == chain.Count - 1) builder.Output(outputs[0], problem.Type);
            foreach (string indices in outputs.Skip(1)) builder.Output(indices, ElementType.Int64);
            input = outputs[0];
            positions = outputs.ElementAtOrDefault(1) ?? positions;
            if (i < chain.Count - 1) RequireFit(problem, chain[i + 1]);
        }
        return builder.Build();
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
