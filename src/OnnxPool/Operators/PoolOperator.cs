namespace OnnxPool;

/// <summary>An operator of the family as models name it: its versions, and the way from a node's attributes to something that runs.</summary>
public abstract class PoolOperator
{
    private protected PoolOperator(string name, IReadOnlyList<OperatorVersion> versions)
        : this(name, OperatorTable.StandardDomain, OperatorTable.LatestOpset, versions)
    {
    }

    private protected PoolOperator(string name, string domain, int latestOpset, IReadOnlyList<OperatorVersion> versions)
    {
        Name = name;
        Domain = domain;
        LatestOpset = latestOpset;
        Versions = versions;
    }

    /// <summary>ONNX's name, or this project's.</summary>
    public string Name { get; }

    /// <summary>The operator set that it belongs to: empty for ONNX's own.</summary>
    public string Domain { get; }

    /// <summary>The newest version of that operator set that is known here.</summary>
    public int LatestOpset { get; }

    /// <summary>The versions, oldest first.</summary>
    public IReadOnlyList<OperatorVersion> Versions { get; }

    /// <summary>The version that a model importing <paramref name="opset"/> of the operator's domain means.</summary>
    /// <exception cref="InvalidPoolingException">There is no such opset, or the operator came later.</exception>
    public OperatorVersion VersionAt(long opset)
    {
        int first = Versions[0].Since;
        if (opset < first || opset > LatestOpset)
            Throw.Invalid("opset", $"{opset} for {Name}", $"{first} to {LatestOpset}");
        return Versions.Last(v => v.Since <= opset);
    }

    /// <summary>Reads a node's attributes by the rules of the version that <paramref name="opset"/> selects.</summary>
    /// <param name="opset">Version of the operator's domain.</param>
    /// <param name="attributes">The attributes.</param>
    /// <param name="layout">Order of the axes of the data; nodes of a model have NCHW.</param>
    /// <exception cref="InvalidPoolingException">
    /// An unknown opset, an attribute of the wrong kind, one that the version does not have, or a layout that the operator does not have.
    /// </exception>
    public PoolNode Bind(long opset, AttributeReader attributes, PoolLayout layout = PoolLayout.Nchw)
    {
        OperatorVersion version = VersionAt(opset);
        PoolNode node = Read(version, attributes, layout);
        attributes.ThrowIfUnread(version.ToString(), version.Attributes.Select(a => a.Name));
        return node;
    }

    internal PoolNode ReadNewest(AttributeReader attributes, PoolLayout layout) => Read(Versions[^1], attributes, layout);

    private protected abstract PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout);

    /// <summary>The name, with the domain where ONNX has an operator of the same name.</summary>
    public sealed override string ToString() => this is OwnForward ? $"{Domain}.{Name}" : Name;
}
