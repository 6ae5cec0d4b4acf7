using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>A loss in a graph.</summary>
/// <param name="Value">The scalar.</param>
/// <param name="Gradient">Its gradient by what it was taken of.</param>
/// <param name="Labels">The input that it needs, or null.</param>
sealed record WrittenLoss(string Value, string Gradient, ValueInfoProto? Labels);

/// <summary>Writes losses, each with its own gradient: in closed form it needs no logarithm twice.</summary>
static class Losses
{
    // Where PyTorch cuts the logarithm of a probability, and what keeps its derivative finite.
    const double LeastLogarithm = -100;
    const double LeastVariance = 1e-12;

    /// <summary>What softmax cross-entropy is taken of: the input of a Softmax that ends the model along axis 1, otherwise the output.</summary>
    public static string Logits(IReadOnlyList<NodePlace> nodes, string output)
    {
        NodePlace? last = nodes.FirstOrDefault(n => n.Node.Output.Contains(output));
        if (last is not { Domain.Length: 0, Node.OpType: "Softmax" }) return output;
        long axis = last.Node.Attribute.FirstOrDefault(a => a.Name == "axis")?.I ?? -1;
        int? rank = last.Values.Find(output)?.Shape?.Count;
        return axis == 1 || (axis < 0 && (rank ?? 2) + axis == 1) ? last.Node.Input[0] : output;
    }

    /// <summary>Adds a loss to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="facts">What is known of <paramref name="y"/>.</param>
    /// <param name="y">What it is taken of.</param>
    /// <param name="options">Which loss, and how its labels are written.</param>
    public static WrittenLoss Write(GraphWriter graph, ValueFacts facts, string y, GradientOptions options)
    {
        if (!facts.IsReal) throw new InvalidPoolingException("output", $"'{Printable.Of(y)}' of {facts.Type.Name()}", "a floating-point tensor, which a loss is taken of");
        return options.Loss switch
        {
            Loss.MeanSquaredError => Squares(graph, facts, y),
            Loss.BinaryCrossEntropy => Binary(graph, facts, y),
            Loss.SoftmaxCrossEntropy or Loss.NegativeLogLikelihood when facts.Rank is null or < 2 =>
                throw new InvalidPoolingException("output", $"'{Printable.Of(y)}' of {(facts.Rank is { } rank ? $"rank {rank}" : "unknown rank")}", "rank 2 or more, with classes along axis 1"),
            Loss.SoftmaxCrossEntropy => CrossEntropy(graph, facts, y, options.Labels, graph.Node("LogSoftmax", [y], ("axis", AttributeValue.Of(1)))),
            Loss.NegativeLogLikelihood => CrossEntropy(graph, facts, y, options.Labels, null),
            _ => Itself(graph, facts, y),
        };
    }

    static WrittenLoss Itself(GraphWriter graph, ValueFacts facts, string y)
    {
        if (facts.Shape is { } shape && Shapes.ElementCount(shape) != 1)
            throw new InvalidPoolingException("output", $"'{Printable.Of(y)}' of shape {Shapes.Format(shape)}", "one number, if it is to be the loss itself");
        string one = graph.Scalar(facts.Type, 1);
        return new WrittenLoss(y, facts.Shape is [] ? one : graph.Expand(one, graph.Shape(y)), null);
    }

    static WrittenLoss Squares(GraphWriter graph, ValueFacts facts, string y)
    {
        const string labels = GradientGraph.LabelsName;
        string difference = graph.Sub(y, labels);
        string value = graph.ReduceAll("ReduceMean", graph.Mul(difference, difference));
        string gradient = graph.Mul(difference, graph.Div(graph.Scalar(facts.Type, 2), graph.Count(y, facts.Type)));
        return new WrittenLoss(value, gradient, Labels(facts.Type, facts.Dimensions));
    }

    static WrittenLoss Binary(GraphWriter graph, ValueFacts facts, string y)
    {
        const string labels = GradientGraph.LabelsName;
        string one = graph.Scalar(facts.Type, 1);
        string least = graph.Scalar(facts.Type, LeastLogarithm);
        string other = graph.Sub(one, y);
        string hit = graph.Mul(labels, graph.Node("Max", [graph.Node("Log", [y]), least]));
        string miss = graph.Mul(graph.Sub(one, labels), graph.Node("Max", [graph.Node("Log", [other]), least]));
        string value = graph.Neg(graph.ReduceAll("ReduceMean", graph.Add(hit, miss)));
        string variance = graph.Node("Max", [graph.Mul(y, other), graph.Scalar(facts.Type, LeastVariance)]);
        string gradient = graph.Div(graph.Div(graph.Sub(y, labels), variance), graph.Count(y, facts.Type));
        return new WrittenLoss(value, gradient, Labels(facts.Type, facts.Dimensions));
    }

    // Of logits with the logarithm of their softmax, or of logarithms themselves.
    static WrittenLoss CrossEntropy(GraphWriter graph, ValueFacts facts, string y, LabelForm form, string? logarithms)
    {
        const string labels = GradientGraph.LabelsName;
        IReadOnlyList<Dimension> dimensions = facts.Dimensions!;
        string logs = logarithms ?? y;
        if (form == LabelForm.OneHot)
        {
            string places = graph.Count(graph.ReduceSum(labels, [1], keep: false), facts.Type);
            string total = graph.Div(graph.Neg(graph.ReduceAll("ReduceSum", graph.Mul(labels, logs))), places);
            string pull = logarithms is null ? graph.Neg(labels) : graph.Sub(graph.Mul(graph.Node("Exp", [logs]), graph.ReduceSum(labels, [1], keep: true)), labels);
            return new WrittenLoss(total, graph.Div(pull, places), Labels(facts.Type, dimensions));
        }
        // GatherElements refuses a label that no class has.
        string column = graph.Unsqueeze(labels, 1);
        string value = graph.Neg(graph.ReduceAll("ReduceMean", graph.Node("GatherElements", [logs, column], ("axis", AttributeValue.Of(1)))));
        string hot = graph.Cast(graph.Node("Equal", [column, Classes(graph, facts, y)]), facts.Type);
        string gradient = logarithms is null ? graph.Neg(hot) : graph.Sub(graph.Node("Exp", [logs]), hot);
        return new WrittenLoss(value, graph.Div(gradient, graph.Count(labels, facts.Type)), Labels(ElementType.Int64, [.. dimensions.Where((_, axis) => axis != 1)]));
    }

    // The numbers of the classes along axis 1.
    static string Classes(GraphWriter graph, ValueFacts facts, string y)
    {
        long[] others = [.. Enumerable.Range(0, facts.Rank!.Value).Where(a => a != 1).Select(a => (long)a)];
        if (facts.Size(1) is { } known)
        {
            long[] shape = [.. Enumerable.Range(0, facts.Rank.Value).Select(a => a == 1 ? known : 1)];
            return graph.Constant(Tensor.Of(ElementType.Int64, shape, (ReadOnlySpan<long>)[.. Enumerable.Range(0, (int)known).Select(c => (long)c)]));
        }
        string count = graph.Squeeze(graph.Shape(y, 1, 2), 0);
        return graph.Unsqueeze(graph.Node("Range", [graph.Int(0), count, graph.Int(1)]), others);
    }

    static ValueInfoProto Labels(ElementType type, IReadOnlyList<Dimension>? dimensions)
    {
        if (dimensions is null) return ValueTypes.Named(GradientGraph.LabelsName, ValueTypes.Tensor(type));
        TypeProto tensor = ValueTypes.Tensor(type, [.. dimensions.Select(d => d.Size)]);
        for (int i = 0; i < dimensions.Count; i++)
            if (dimensions[i].Symbol.Length > 0 && !dimensions[i].IsKnown) tensor.TensorType.Shape.Dim[i].DimParam = dimensions[i].Symbol;
        return ValueTypes.Named(GradientGraph.LabelsName, tensor);
    }
}
