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
        return problem.Find("kernel_shape") is null || node.Axes.Count == 0 ? node : node with { ReceptiveFieldOfModel = node.ReceptiveField };
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
            if (shapes.Find(place.Node.Input[0], place.Values, out string why) is not { } x)
            {
                fields.Pool(place, null);
                return new NodeInspection { Source = path, Node = place.Display, Operator = place.Operator, Unknown = $"shape of its input is not known: {why}" };
            }
            Problem problem = node.On(x.Type, x.Shape, node.Inputs.ElementAtOrDefault(2) is { } name ? shapes.Constant(name) : null);
            problem.Version.Require(problem.Type);
            NodeInspection described = Describe(path, place.Display, problem) with { ShapeSource = x.Source };
            foreach ((string output, int i) in node.Outputs.Select((o, i) => (o, i)))
                shapes.Add(output, i == 0 ? x.Type : ElementType.Int64, [.. described.OutputShape]);
            bool hasWindows = problem.Find("kernel_shape") is not null && described.Axes.Count > 0;
            return described with { ReceptiveFieldOfModel = fields.Pool(place, hasWindows ? [.. described.Axes.Select(a => a.Axis)] : null) };
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, place, e);
        }
    }

    NodeInspection Describe(string source, string name, Problem problem)
    {
        long[] output = problem.OutputShape();
        PoolGeometry? geometry = problem.Bind().Geometry(problem.Shape);
        AxisInspection[] axes = geometry is null ? [] : [.. geometry.Axes.ToArray().Select(a => new AxisInspection(a, WindowCensus.Of(a)))];
        long bits = problem.Type.BitsPerElement();
        long read = Bytes(problem.Shape, bits) + (problem.Version.RequiredInputs > 1 ? Bytes(problem.Shape, 64) : 0);
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
            WindowsPerPlane = geometry is null ? null : Shapes.ElementCount(output.AsSpan(2)),
            Windows = geometry is null ? null : Shapes.ElementCount(output),
            BytesRead = read,
            BytesWritten = Bytes(output, bits) + (problem.Outputs.Count > 1 ? Bytes(output, 64) : 0),
            Warnings = GeometryWarnings.Of(problem, axes, options.Divergences),
        };
    }

    // Texts have no fixed size; a size past 64 bits is nothing that memory holds.
    static long Bytes(ReadOnlySpan<long> shape, long bits) =>
        (long)Int128.Min(long.MaxValue, (((Int128)Shapes.ElementCount(shape) * bits) + 7) / 8);
}
