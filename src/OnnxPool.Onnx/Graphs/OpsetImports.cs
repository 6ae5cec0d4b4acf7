namespace OnnxPool.Onnx;

/// <summary>Which version of each operator set the nodes of a model or a function mean.</summary>
sealed class OpsetImports
{
    /// <summary>The first version of the file format that has imports; before it, all operators are of version 1.</summary>
    public const long FirstIrVersion = 3;

    readonly Dictionary<string, long> _versions = [];

    public OpsetImports(ModelProto model)
        : this(model.OpsetImport)
    {
        if (model.IrVersion < FirstIrVersion && model.OpsetImport.Count == 0) _versions.Add(OperatorDomain.Onnx, 1);
    }

    public OpsetImports(IEnumerable<OperatorSetIdProto> imports)
    {
        // Of a domain that is imported twice, ONNX takes the highest version.
        foreach (OperatorSetIdProto import in imports)
        {
            string domain = OperatorDomain.Normalize(import.Domain);
            _versions[domain] = Math.Max(import.Version, _versions.GetValueOrDefault(domain, long.MinValue));
        }
    }

    /// <summary>The version of a normalized domain, or null if it is not imported.</summary>
    public long? Version(string domain) => _versions.TryGetValue(domain, out long version) ? version : null;
}
