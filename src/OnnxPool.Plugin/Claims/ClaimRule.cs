namespace OnnxPool.Plugin;

/// <summary>Which nodes are claimed.</summary>
public enum ClaimPolicy
{
    /// <summary>Those that measurement says are faster here.</summary>
    WhenFaster,
    /// <summary>All that are supported.</summary>
    Always,
}

/// <summary>Which nodes of ONNX's domain a session's provider wants.</summary>
/// <param name="Policy">Which of those it may have.</param>
/// <param name="Operators">The operators that it may have; null for all.</param>
sealed record ClaimRule(ClaimPolicy Policy, IReadOnlySet<string>? Operators)
{
    /// <summary>The key of the policy.</summary>
    public const string PolicyKey = "claim";

    /// <summary>The key of the operators, joined by commas.</summary>
    public const string OperatorsKey = "operators";

    static readonly string[] s_policies = ["when_faster", "always"];

    /// <summary>Reads it.</summary>
    /// <param name="option">Gives the text of a key; null where it is not set.</param>
    /// <exception cref="InvalidPoolingException">A text that is none of a key's.</exception>
    public static ClaimRule Read(Func<string, string?> option)
    {
        int policy = option(PolicyKey) is { } text ? NodeSettings.Choice(PolicyKey, text, s_policies) : 0;
        return new ClaimRule((ClaimPolicy)policy, option(OperatorsKey) is { } names ? ReadOperators(names) : null);
    }

    /// <summary>The text of a policy.</summary>
    public static string Text(ClaimPolicy policy) => s_policies[(int)policy];

    /// <summary>Whether it wants a node.</summary>
    public bool Wants(GraphNode node) =>
        Operators?.Contains(node.Node.Version.Operator) != false && (Policy == ClaimPolicy.Always || FasterNodes.Contains(node));

    static HashSet<string> ReadOperators(string names)
    {
        string[] list = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in list)
            if (OperatorTable.Find(name) is null) throw new InvalidPoolingException($"option {OperatorsKey}", $"'{name}'", string.Join(", ", OperatorTable.All));
        return [.. list];
    }
}
