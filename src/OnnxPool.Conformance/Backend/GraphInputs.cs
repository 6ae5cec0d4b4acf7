using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>The inputs that a model must be given, and whether what is given fits them.</summary>
public static class GraphInputs
{
    /// <summary>The inputs without a value in the model itself, in the graph's order.</summary>
    public static IReadOnlyList<ValueInfoProto> Required(GraphProto graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        HashSet<string> initialized = [.. graph.Initializer.Select(i => i.Name), .. graph.SparseInitializer.Select(i => i.Values?.Name ?? "")];
        return [.. graph.Input.Where(i => !initialized.Contains(i.Name))];
    }

    /// <summary>Checks type and shape of a tensor against what the model declares for an input; open dimensions take any size.</summary>
    /// <param name="file">Where the tensor is from, for the message.</param>
    /// <param name="input">The declaration.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="InvalidModelException">It does not fit.</exception>
    public static void RequireFit(string file, ValueInfoProto input, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(tensor);
        DeclaredType? declared = DeclaredType.Of(input.Type);
        if (declared is null)
        {
            if (input.Type is null) return;
            throw InvalidModelException.In(file, new UnsupportedPoolingException(
                $"input '{input.Name}'", $"a tensor for {Describe(input)}", "inputs that are tensors"));
        }
        if (declared.Type != ElementType.Undefined && declared.Type != tensor.Type)
        {
            throw InvalidModelException.In(file, new InvalidPoolingException(
                $"element type of input '{input.Name}'", tensor.Type.Name(), $"{declared.Type.Name()}, as the model declares"));
        }
        if (declared.Shape is { } shape && !Fits(tensor.Shape, shape))
        {
            throw InvalidModelException.In(file, new InvalidPoolingException(
                $"shape of input '{input.Name}'", Shapes.Format(tensor.Shape), $"{ShapeText(input)}, as the model declares"));
        }
    }

    /// <summary>Name, type and shape as the model declares them, such as <c>x float Nx3x224x224</c>.</summary>
    public static string Describe(ValueInfoProto input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DeclaredType? declared = DeclaredType.Of(input.Type);
        return declared is null
            ? $"{input.Name} (no tensor)"
            : $"{input.Name} {declared.Type.Name()} {ShapeText(input)}";
    }

    static bool Fits(ReadOnlySpan<long> found, IReadOnlyList<long> declared)
    {
        if (found.Length != declared.Count) return false;
        for (int i = 0; i < found.Length; i++)
            if (declared[i] != ValueTypes.UnknownDimension && declared[i] != found[i]) return false;
        return true;
    }

    static string ShapeText(ValueInfoProto input)
    {
        TensorShapeProto? shape = input.Type?.TensorType?.Shape;
        if (shape is null) return "of any shape";
        return shape.Dim.Count == 0 ? "scalar" : string.Join('x', shape.Dim.Select(d =>
            d.HasDimValue && d.DimValue >= 0 ? $"{d.DimValue}" : d.DimParam.Length > 0 ? d.DimParam : "?"));
    }
}
