using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Describes the pooling nodes of models and problems without computing them.</summary>
/// <param name="options">Sizes for open dimensions, and the seed of data where a model has to run to show its shapes.</param>
public sealed class ModelInspector(VerifyOptions options)
{
    /// <summary>Describes a problem.</summary>
    /// <exception cref="InvalidPoolingException">The problem is invalid.</exception>
    public NodeInspection Inspect(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        problem.Version.Require(problem.Type);
        NodeInspection node = Describe(problem.ToString(), problem.Name, problem);
        return problem.Operator is GradientOperator || problem.Find("kernel_shape") is null || node.Axes.Count == 0 ? node : node with { ReceptiveFieldOfModel = node.ReceptiveField };
    }

    /// <summary>Describes the pooling nodes of a model's main graph, in its order.</summary>
    /// <exception cref="InvalidModelException">The file cannot be read, or a pooling node is invalid.</exception>
    public IReadOnlyList<NodeInspection> Inspect(string path)
    {
        ModelProto model = ModelFile.Read(path);
        var shapes = new ModelShapes(path, model, options);
        var fields = new ReceptiveFields(model.Graph);
        var nodes = new List<NodeInspection>();
        foreach (NodePlace place in GraphNodes.Of(model).Where(p => p.Kind == PlaceKind.Main))
        {
            if (ModelVerifier.IsPooling(place)) nodes.Add(Inspect(path, place, shapes, fields));
            else fields.Pass(place);
        }
        return nodes;
    }

    NodeInspection Inspect(string path, NodePlace place, ModelShapes shapes, ReceptiveFields fields)
    {
        try
        {
            var node = PlacedNode.Read(path, place);
            if (Data(node, shapes, out string why) is not { } x)
            {
                fields.Pool(place, null);
                return new NodeInspection { Source = path, Node = place.Display, Operator = place.Operator, Unknown = $"shape of its input is not known: {why}" };
            }
            Problem problem = node.On(x.Type, x.Shape, x.UnpoolShape);
            problem.Version.Require(problem.Type);
            NodeInspection described = Describe(path, place.Display, problem) with { ShapeSource = x.Source };
            foreach ((string output, int i) in node.Outputs.Select((o, i) => (o, i)))
                shapes.Add(output, i == 0 ? x.Type : ElementType.Int64, [.. described.OutputShape]);
            // What a gradient's output has seen of the model's input is no window.
            bool hasWindows = problem.Operator is not GradientOperator && problem.Find("kernel_shape") is not null && described.Axes.Count > 0;
            return described with { ReceptiveFieldOfModel = fields.Pool(place, hasWindows ? [.. described.Axes.Select(a => a.Axis)] : null) };
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, place, e);
        }
    }

    /// <summary>Element type, shape of X, and of MaxUnpool's output where it is given; null where one is not known.</summary>
    static (ElementType Type, long[] Shape, long[]? UnpoolShape, string Source)? Data(PlacedNode node, ModelShapes shapes, out string why)
    {
        GraphValues values = node.Place.Values;
        string first = node.Place.Node.Input[0];
        if (shapes.Find(first, values, out why) is not { } found) return null;
        if (node.Find("X_shape") is { } told)
            return shapes.Integers(told, out why) is { } shape ? (found.Type, shape, null, "the value of X_shape") : null;
        if (node.Find("output_shape") is { } given) return (found.Type, found.Shape, shapes.Integers(given, out _), found.Source);
        if (shapes.Find(node.ShapedAsX!, values, out why) is not { } x) return null;
        // What is as large as I, and not X, is the output that dY has the shape of.
        return (found.Type, x.Shape, node.ShapedAsX == node.Find("I") ? found.Shape : null, x.Source);
    }

    NodeInspection Describe(string source, string name, Problem problem)
    {
        long[] output = problem.OutputShape();
        PoolGeometry? geometry = problem.Bind().Geometry(problem.Shape);
        // The channels of NHWC are an axis of the geometry, with windows of one element.
        ReadOnlySpan<PoolAxis> spatial = geometry is null ? [] : problem.Layout == PoolLayout.Nhwc ? geometry.Axes[..^1] : geometry.Axes;
        AxisInspection[] axes = [.. spatial.ToArray().Select(a => new AxisInspection(a, WindowCensus.Of(a)))];
        long bits = problem.Type.BitsPerElement();
        return new NodeInspection
        {
            Source = source,
            Node = name,
            Operator = problem.Version.ToString(),
            Line = problem.ToString(),
            ShapeSource = "the problem line",
            Type = problem.Type,
            InputShape = problem.Shape.ToArray(),
            OutputShape = output,
            Axes = axes,
            WindowsPerPlane = geometry is null ? null : SpatialCount(geometry),
            Windows = geometry?.OutputCount,
            BytesRead = problem.Inputs.Select(name => ProblemInputs.Declare(problem, name)).Sum(i => Bytes(i.Shape, i.Type.BitsPerElement())),
            BytesWritten = Bytes(output, bits) + (problem.Outputs.Count > 1 ? Bytes(output, 64) : 0),
            Warnings = GeometryWarnings.Of(problem, axes, options.Divergences),
        };
    }

    static long SpatialCount(PoolGeometry geometry) =>
        Shapes.ElementCount(geometry.Layout == PoolLayout.Nhwc ? geometry.OutputShape[1..^1] : geometry.OutputShape[2..]);

    // Texts have no fixed size; a size past 64 bits is nothing that memory holds.
    static long Bytes(ReadOnlySpan<long> shape, long bits) =>
        (long)Int128.Min(long.MaxValue, (((Int128)Shapes.ElementCount(shape) * bits) + 7) / 8);
}
