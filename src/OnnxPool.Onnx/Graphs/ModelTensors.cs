namespace OnnxPool.Onnx;

/// <summary>A tensor in a model.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Node">The label of the node whose attribute it is in, or null.</param>
/// <param name="Prefix">What to put before a message about it, to say where it is.</param>
readonly record struct TensorPlace(TensorProto Tensor, string? Node, string Prefix);

/// <summary>All tensors of a model: initializers, sparse ones, attributes; in subgraphs, functions and training graphs too.</summary>
static class ModelTensors
{
    public static IEnumerable<TensorPlace> Of(ModelProto model) => GraphBody.Roots(model).SelectMany(Walk);

    static IEnumerable<TensorPlace> Walk(GraphBody body)
    {
        string prefix = body.Path.Length == 0 ? "" : $"{body.Path.TrimEnd('/')}: ";
        if (body.Graph is not null)
        {
            foreach (TensorProto tensor in body.Graph.Initializer) yield return new TensorPlace(tensor, null, prefix);
            foreach (TensorProto tensor in body.Graph.SparseInitializer.SelectMany(Parts)) yield return new TensorPlace(tensor, null, prefix);
        }
        if (body.Function is not null)
        {
            // The defaults of a function's attributes are in no node, but may hold graphs as well.
            var owner = new NodeProto { Name = "attribute_proto" };
            owner.Attribute.AddRange(body.Function.AttributeProto);
            var place = new NodePlace(owner, 0, body.Kind, body.Path, OperatorDomain.Onnx, null, body.Values);
            foreach (TensorPlace tensor in InAttributes(body, place, null, prefix)) yield return tensor;
        }
        foreach (NodePlace place in body.Places())
            foreach (TensorPlace tensor in InAttributes(body, place, place.Label, "")) yield return tensor;
    }

    static IEnumerable<TensorPlace> InAttributes(GraphBody body, NodePlace place, string? label, string prefix)
    {
        foreach (AttributeProto attribute in place.Node.Attribute)
        {
            string where = $"{prefix}attribute '{attribute.Name}': ";
            if (attribute.T is not null) yield return new TensorPlace(attribute.T, label, where);
            foreach (TensorProto tensor in attribute.Tensors) yield return new TensorPlace(tensor, label, where);
            if (attribute.SparseTensor is not null)
                foreach (TensorProto tensor in Parts(attribute.SparseTensor)) yield return new TensorPlace(tensor, label, where);
            foreach (TensorProto tensor in attribute.SparseTensors.SelectMany(Parts)) yield return new TensorPlace(tensor, label, where);
        }
        foreach (TensorPlace tensor in body.Inside(place).SelectMany(Walk)) yield return tensor;
    }

    static IEnumerable<TensorProto> Parts(SparseTensorProto sparse)
    {
        if (sparse.Values is not null) yield return sparse.Values;
        if (sparse.Indices is not null) yield return sparse.Indices;
    }
}
