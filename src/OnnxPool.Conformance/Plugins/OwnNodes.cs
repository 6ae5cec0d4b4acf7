using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Pooling nodes of ONNX as those of domain ai.onnxpool, which has the newest version of each operator.</summary>
static class OwnNodes
{
    /// <summary>A copy of a model in which they are. Nodes of versions whose attributes the newest does not take stay as they are, and those of texts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="nodes">Its pooling nodes.</param>
    public static ModelProto Rewrite(ModelProto model, IReadOnlyList<PlacedNode> nodes)
    {
        ModelProto own = model.Clone();
        foreach (NodePlace place in nodes.Select(n => n.Place).Where(IsTaken))
            own.Graph.Node[place.Index].Domain = OperatorTable.OwnDomain;
        if (own.OpsetImport.All(i => i.Domain != OperatorTable.OwnDomain))
            own.OpsetImport.Add(new OperatorSetIdProto { Domain = OperatorTable.OwnDomain, Version = OperatorTable.OwnVersion });
        return own;
    }

    static bool IsTaken(NodePlace place)
    {
        if (place.Values.Find(place.Node.Input[0])?.Type == ElementType.String) return false;
        try
        {
            _ = OperatorTable.Find(OperatorTable.OwnDomain, place.Node.OpType)!.Bind(OperatorTable.OwnVersion, new AttributeReader(NodeAttributes.Values(place.Node)));
            return true;
        }
        catch (PoolingException)
        {
            return false;
        }
    }
}
