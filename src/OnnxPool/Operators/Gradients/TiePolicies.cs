namespace OnnxPool;

/// <summary>The names of tie policies: values of the attribute <c>ties</c>.</summary>
public static class TiePolicies
{
    static readonly string[] s_names = ["first", "equal", "all"];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>The name of <paramref name="policy"/>.</summary>
    public static string Name(this TiePolicy policy) => s_names[(int)policy];

    /// <summary>The policy called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidPoolingException">There is none.</exception>
    public static TiePolicy Parse(string name)
    {
        int i = Array.IndexOf(s_names, name);
        return i >= 0 ? (TiePolicy)i : Throw.Invalid<TiePolicy>("ties", $"'{name}'", string.Join(", ", s_names));
    }
}
