namespace OnnxPool;

/// <summary>The names of tie policies: values of the attribute <c>ties</c>.</summary>
public static class TiePolicies
{
    static readonly string[] s_names = ["first", "equal", "all"];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>The name of <paramref name="policy"/>.</summary>
    /// <exception cref="InvalidPoolingException">No policy has that number.</exception>
    public static string Name(this TiePolicy policy) => s_names[(int)Require(policy)];

    /// <summary>The policy called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidPoolingException">There is none.</exception>
    public static TiePolicy Parse(string name)
    {
        int i = Array.IndexOf(s_names, name);
        return i >= 0 ? (TiePolicy)i : Throw.Invalid<TiePolicy>("ties", $"'{name}'", string.Join(", ", s_names));
    }

    /// <exception cref="InvalidPoolingException">No policy has that number.</exception>
    internal static TiePolicy Require(TiePolicy policy) =>
        (uint)policy < s_names.Length ? policy : Throw.Invalid<TiePolicy>("ties", $"{(int)policy}", string.Join(", ", s_names));
}
