namespace OnnxPool;

/// <summary>
/// The attributes of one node, for one reading. It knows what was read: a value that nobody asked for is an error,
/// because a node whose attribute is ignored would silently compute something else.
/// </summary>
public sealed class AttributeReader(IReadOnlyDictionary<string, AttributeValue> values)
{
    readonly HashSet<string> _read = [];

    /// <summary>The integer called <paramref name="name"/>, or <paramref name="absent"/>.</summary>
    public long Int(string name, long absent) => Find(name, AttributeKind.Int)?.Int ?? absent;

    /// <summary>The integers called <paramref name="name"/>, or null.</summary>
    public long[]? Ints(string name) => Find(name, AttributeKind.Ints)?.Ints;

    /// <summary>The number called <paramref name="name"/>, or <paramref name="absent"/>.</summary>
    public float Float(string name, float absent) => Find(name, AttributeKind.Float)?.Float ?? absent;

    /// <summary>The text called <paramref name="name"/>, or <paramref name="absent"/>.</summary>
    public string String(string name, string absent) => Find(name, AttributeKind.String)?.String ?? absent;

    /// <summary>Ends the reading.</summary>
    /// <param name="owner">Whose attributes they are, for the message.</param>
    /// <param name="allowed">The names that <paramref name="owner"/> has.</param>
    /// <exception cref="InvalidPoolingException">An attribute was not read.</exception>
    public void ThrowIfUnread(string owner, IEnumerable<string> allowed)
    {
        foreach (string name in values.Keys)
        {
            if (_read.Contains(name)) continue;
            string names = string.Join(", ", allowed);
            Throw.Invalid(name, $"{values[name]}, which {owner} does not have", names.Length == 0 ? "no attributes" : names);
        }
    }

    AttributeValue? Find(string name, AttributeKind kind)
    {
        if (!values.TryGetValue(name, out AttributeValue? value)) return null;
        _read.Add(name);
        return value.Kind == kind ? value : Throw.Invalid<AttributeValue>(name, $"{value} ({value.Kind})", $"a value of kind {kind}");
    }
}
