namespace OnnxPool.Plugin;

// Nodes before they are given to providers.
readonly unsafe partial struct OrtApi
{
    public nint[] GetNodes(nint graph) => List(graph, 344, 345);

    public nint[] GetInputs(nint node) => List(node, 353, 354);

    public nint[] GetOutputs(nint node) => List(node, 355, 356);

    public string GetName(nint node) => Text(node, 349, direct: true);

    public string GetOperator(nint node) => Text(node, 350, direct: true);

    public string GetDomain(nint node) => Text(node, 351, direct: true);

    public int GetNodeSinceVersion(nint node)
    {
        int version;
        Check(((delegate* unmanaged<nint, int*, nint>)_table[352])(node, &version));
        return version;
    }

    public Dictionary<string, AttributeValue> GetAttributes(nint node)
    {
        var found = new Dictionary<string, AttributeValue>();
        foreach (nint attribute in List(node, 359, 360)) found[Text(attribute, 364, direct: true)] = ReadAttribute(attribute);
        return found;
    }

    /// <summary>Declared type and shape of a value of the graph; null for what is no tensor, or not there.</summary>
    public (ElementType Type, long[]? Shape)? GetValueType(nint value)
    {
        nint type;
        if (value == 0 || !Succeeds(((delegate* unmanaged<nint, nint*, nint>)_table[290])(value, &type))) return null;
        return OfType(type);
    }
}
