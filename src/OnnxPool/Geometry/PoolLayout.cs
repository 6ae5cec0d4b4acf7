namespace OnnxPool;

/// <summary>The order of the axes of data that is pooled.</summary>
public enum PoolLayout
{
    /// <summary>(N, C, D1, …, Dn): ONNX's own.</summary>
    Nchw,
    /// <summary>(N, D1, …, Dn, C): the channels of a position are neighbours, as in TensorFlow and in images.</summary>
    Nhwc,
}

/// <summary>The names of layouts, as problem lines have them.</summary>
public static class PoolLayouts
{
    static readonly string[] s_names = ["NCHW", "NHWC"];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>The name of <paramref name="layout"/>.</summary>
    /// <exception cref="InvalidPoolingException">No layout has that number.</exception>
    public static string Name(this PoolLayout layout) => s_names[(int)Require(layout)];

    /// <summary>The layout called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidPoolingException">There is none.</exception>
    public static PoolLayout Parse(string name)
    {
        int i = Array.IndexOf(s_names, name);
        return i >= 0 ? (PoolLayout)i : Throw.Invalid<PoolLayout>("layout", $"'{name}'", string.Join(", ", s_names));
    }

    /// <exception cref="InvalidPoolingException">No layout has that number.</exception>
    internal static PoolLayout Require(PoolLayout layout) =>
        (uint)layout < s_names.Length ? layout : Throw.Invalid<PoolLayout>("layout", $"{(int)layout}", string.Join(", ", s_names));
}
