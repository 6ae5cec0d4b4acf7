namespace OnnxPool;

/// <summary>An operator of the family as models name it: its versions, and the way from a node's attributes to something that runs.</summary>
public abstract class PoolOperator
{
    private protected PoolOperator(string name, IReadOnlyList<OperatorVersion> versions)
    {
        Name = name;
        Versions = versions;
    }

    /// <summary>ONNX's name.</summary>
    public string Name { get; }

    /// <summary>The versions, oldest first.</summary>
    public IReadOnlyList<OperatorVersion> Versions { get; }

    /// <summary>The version that a model importing <paramref name="opset"/> of the standard domain means.</summary>
    /// <exception cref="InvalidPoolingException">ONNX has no such opset, or the operator came later.</exception>
    public OperatorVersion VersionAt(long opset)
    {
        int first = Versions[0].Since;
        if (opset < first || opset > OperatorTable.LatestOpset)
            Throw.Invalid("opset", $"{opset} for {Name}", $"{first} to {OperatorTable.LatestOpset}");
        return Versions.Last(v => v.Since <= opset);
    }

    /// <summary>Reads a node's attributes by the rules of the version that <paramref name="opset"/> selects.</summary>
    /// <exception cref="InvalidPoolingException">An unknown opset, an attribute of the wrong kind, or one that the version does not have.</exception>
    public PoolNode Bind(long opset, AttributeReader attributes)
    {
        OperatorVersion version = VersionAt(opset);
        PoolNode node = Read(version, attributes);
        attributes.ThrowIfUnread(version.ToString(), version.Attributes.Select(a => a.Name));
        return node;
    }

    private protected abstract PoolNode Read(OperatorVersion version, AttributeReader attributes);

    /// <summary>ONNX's name.</summary>
    public sealed override string ToString() => Name;
}
