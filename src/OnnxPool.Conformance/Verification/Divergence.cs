namespace OnnxPool.Conformance;

/// <summary>What a departure looks like.</summary>
public enum Departure
{
    /// <summary>It always refuses to load or run the case.</summary>
    Refuses,
    /// <summary>It always gives outputs of another shape.</summary>
    Shape,
    /// <summary>It gives an output of the right shape with other values; whether it does can depend on the data.</summary>
    Values,
    /// <summary>It may differ in any way; whether it does can depend on the data.</summary>
    Differs,
    /// <summary>With its graph optimizations, and only with them, it may give other values.</summary>
    Optimized,
    /// <summary>The output that a backend test has recorded differs; ONNX Runtime is not concerned.</summary>
    Recorded,
}

/// <summary>A known departure of ONNX Runtime from the policy: a row of the divergence table.</summary>
/// <param name="Id">What reports call it.</param>
/// <param name="Versions">The versions of ONNX Runtime that show it.</param>
/// <param name="Operators">The operators, each with the model opsets, that show it.</param>
/// <param name="Types">Element types; empty for all.</param>
/// <param name="Condition">A name of <see cref="DivergenceConditions"/>; of recorded outputs also of a mistake that they were recorded with.</param>
/// <param name="Departs">How it departs.</param>
/// <param name="Clause">Where the rule stands that decides against ONNX Runtime.</param>
/// <param name="Reason">What the rule says, and what ONNX Runtime does.</param>
public sealed record Divergence(
    string Id,
    VersionRange Versions,
    IReadOnlyList<OperatorRange> Operators,
    IReadOnlyList<ElementType> Types,
    string Condition,
    Departure Departs,
    string Clause,
    string Reason)
{
    /// <summary>The operators as the table writes them: <c>MaxPool:10-, LpPool</c>.</summary>
    public string OperatorsText => string.Join(", ", Operators);

    /// <summary>The types as the table writes them; <c>all types</c> if there are no others.</summary>
    public string TypesText => Types.Count == 0 ? "all types" : string.Join(", ", Types.Select(t => t.Name()));

    /// <summary>Whether the row is about ONNX Runtime running the nodes as they are written.</summary>
    public bool IsOfPlainRuntime => Departs is not (Departure.Recorded or Departure.Optimized);

    /// <summary>Whether the row speaks of this case.</summary>
    /// <param name="problem">The case.</param>
    /// <param name="x">Its data.</param>
    /// <param name="ortVersion">Version of ONNX Runtime.</param>
    public bool Covers(Problem problem, Tensor x, string ortVersion) =>
        Versions.Contains(ortVersion) && Covers(problem, x);

    /// <summary>Whether the row speaks of this case, at any version of ONNX Runtime.</summary>
    public bool Covers(Problem problem, Tensor x) =>
        problem.Operator.Domain == OperatorTable.StandardDomain
        && Operators.Any(o => o.Name == problem.Operator.Name && o.FirstOpset <= problem.Opset && problem.Opset <= o.LastOpset)
        && (Types.Count == 0 || Types.Contains(problem.Type))
        && DivergenceConditions.Holds(Condition, problem, x);
}

/// <summary>An operator at a range of model opsets.</summary>
/// <param name="Name">ONNX's name.</param>
/// <param name="FirstOpset">First opset.</param>
/// <param name="LastOpset">Last opset.</param>
public readonly record struct OperatorRange(string Name, long FirstOpset, long LastOpset)
{
    /// <summary>As the table writes it: <c>MaxPool</c> at all opsets, <c>MaxPool:10-</c> from one on, <c>MaxPool:8</c>, <c>MaxPool:1-7</c>.</summary>
    public override string ToString() => (FirstOpset, LastOpset) switch
    {
        (1, OperatorTable.LatestOpset) => Name,
        (_, OperatorTable.LatestOpset) => $"{Name}:{FirstOpset}-",
        _ => FirstOpset == LastOpset ? $"{Name}:{FirstOpset}" : $"{Name}:{FirstOpset}-{LastOpset}",
    };
}

/// <summary>Versions of ONNX Runtime, by major and minor number, both ends included.</summary>
/// <param name="First">First version.</param>
/// <param name="Last">Last version; null for no end.</param>
public readonly record struct VersionRange(Version First, Version? Last)
{
    /// <summary><c>1.29</c>, <c>1.29 to 1.30</c>, or <c>1.29 and later</c>.</summary>
    public override string ToString() => Last is null ? $"{First} and later" : Last == First ? $"{First}" : $"{First} to {Last}";

    /// <summary>Whether <paramref name="version"/>, such as 1.29.0, lies in the range.</summary>
    public bool Contains(string version)
    {
        if (!System.Version.TryParse(version.Split('-', '+')[0], out Version? full)) return false;
        var minor = new Version(full.Major, full.Minor);
        return minor >= First && (Last is null || minor <= Last);
    }
}
