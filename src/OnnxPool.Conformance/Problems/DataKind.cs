namespace OnnxPool.Conformance;

/// <summary>What a problem's input is filled with.</summary>
public enum DataKind
{
    /// <summary>Numbers spread evenly over -1 to 1; for integers, over the whole type.</summary>
    Uniform,
    /// <summary>Small integers with many equal values, and zeros of both signs: sums are exact, maxima tie.</summary>
    Ties,
    /// <summary>Mostly numbers, among them NaN, infinities, zeros of both signs, subnormal and huge values.</summary>
    Special,
    /// <summary>Long runs of -infinity, a few numbers.</summary>
    Infinite,
    /// <summary>Values near the largest of the type, of both signs.</summary>
    Large,
}

/// <summary>The names of data kinds in problem lines.</summary>
public static class DataKinds
{
    static readonly string[] s_names = ["uniform", "ties", "special", "infinite", "large"];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>The name of <paramref name="kind"/>.</summary>
    public static string Name(DataKind kind) => s_names[(int)kind];

    /// <summary>The kind called <paramref name="name"/>.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool TryParse(string name, out DataKind kind)
    {
        int i = Array.IndexOf(s_names, name);
        kind = (DataKind)Math.Max(i, 0);
        return i >= 0;
    }
}
