namespace OnnxPool.Conformance;

/// <summary>
/// What varies in the problems of one operator: a factor for its version, its type, each attribute, and the sizes and data at which
/// implementations differ; and which of their levels occur together.
/// </summary>
/// <remarks>
/// Two things keep levels apart: rules, each about two factors, and sizes: levels such as "the stride is above the kernel" and "the last
/// window ends on the edge" go together if there are axes of which both are true.
/// </remarks>
public sealed class SweepSpace : CoveringModel
{
    readonly IReadOnlyList<SweepFactor> _factors;
    readonly int[] _axisFactors;
    readonly int _axes;
    readonly AxisCatalog? _catalog;

    SweepSpace(PoolOperator @operator, IReadOnlyList<SweepFactor> factors, AxisCatalog? catalog)
        : base([.. factors.Select(f => new Factor(f.Name, [.. f.Levels.Select(l => l.Name)]))], SweepRules.Of(@operator, factors))
    {
        Operator = @operator;
        _factors = factors;
        _axisFactors = [.. Enumerable.Range(0, factors.Count).Where(i => factors[i].Levels.Any(l => l.Axes.Count > 0))];
        _axes = factors.ToList().FindIndex(f => f.Name == "axes");
        _catalog = catalog;
        for (int i = 0; i < factors.Count; i++)
            for (int level = 0; level < factors[i].Levels.Count; level++)
                if (factors[i].Levels[level].Masks) Mask(i, level);
    }

    /// <summary>The operator.</summary>
    public PoolOperator Operator { get; }

    /// <summary>The space of an operator of ONNX's.</summary>
    /// <exception cref="InvalidPoolingException">An operator that is not ONNX's own.</exception>
    public static SweepSpace For(PoolOperator @operator) => For(@operator, null);

    /// <summary>The space of an operator, its sizes from a catalog of axes; from the sweep's own if that is null.</summary>
    internal static SweepSpace For(PoolOperator @operator, AxisCatalog? catalog)
    {
        if (!OperatorTable.All.Contains(@operator))
            throw new InvalidPoolingException("operator", $"{@operator}", string.Join(", ", OperatorTable.All.Select(o => o.Name)));
        bool hasWindows = @operator.Versions[^1].Has("kernel_shape");
        bool pools = hasWindows && @operator is not MaxUnpool;
        if (hasWindows) catalog ??= pools ? AxisCatalog.Pooling : AxisCatalog.Unpooling;
        List<SweepFactor> factors = [PlainFactors.Versions(@operator), PlainFactors.Types(@operator)];
        factors.AddRange(@operator is Flatten ? [FlattenFactors.Ranks(), FlattenFactors.Sizes()]
            : hasWindows ? [PlainFactors.Axes(1), PlainFactors.Planes()]
            : [PlainFactors.Axes(0), PlainFactors.PlaneSizes(), PlainFactors.Planes()]);
        factors.Add(PlainFactors.Data());
        factors.AddRange(s_attributes.Where(a => @operator.Versions.Any(v => v.Has(a.Name))).Select(a => a.Factor(@operator)));
        if (pools) factors.Add(WindowFactors.Sizes());
        if (@operator is MaxUnpool) factors.Add(PlainFactors.UnpoolShape());
        if (@operator.Versions[^1].Outputs.Count > 1) factors.Add(PlainFactors.Outputs(@operator));
        return new SweepSpace(@operator, factors, catalog);
    }

    /// <summary>The level of each factor that a problem has, by its text alone; <see cref="CoveringModel.Unset"/> where the sweep has no such level.</summary>
    /// <exception cref="InvalidPoolingException">Attributes that do not fit the shape, or another operator.</exception>
    public int[] Classify(Problem problem)
    {
        if (problem.Operator != Operator) throw new InvalidPoolingException("operator", $"{problem.Operator}", Operator.Name);
        IReadOnlyList<AxisFacts> axes = WindowAxes.Facts(problem);
        return [.. _factors.Select(f => f.Classify(problem, axes))];
    }

    /// <inheritdoc/>
    public override string? Obstacle(ReadOnlySpan<int> row)
    {
        if (_catalog is null) return null;
        if (Demand(row, AxisCount(row), null) is not null) return null;
        var levels = new List<string>();
        for (int factor = 0; factor < row.Length; factor++)
            if (row[factor] != Unset && (factor == _axes || _axisFactors.Contains(factor))) levels.Add($"{Factors[factor].Name}={Factors[factor].Levels[row[factor]]}");
        return $"no sizes have {string.Join(", ", levels)}";
    }

    /// <summary>A problem with the levels of a full row.</summary>
    internal Problem Make(IReadOnlyList<int> row, SeededRandom random)
    {
        int[] levels = [.. row];
        var draft = new ProblemDraft(Operator, random);
        if (_catalog is not null)
        {
            int count = AxisCount(levels);
            draft.Axes = PickSmall(Demand(levels, count, random) ?? throw new ArgumentException("no axes for this row", nameof(row)), count, random);
        }
        for (int i = 0; i < levels.Length; i++) _factors[i].Levels[levels[i]].Write(draft);
        return draft.ToProblem();
    }

    // Factors of attributes, kernel_shape and those that depend on it first.
    static readonly (string Name, Func<PoolOperator, SweepFactor> Factor)[] s_attributes =
    [
        ("kernel_shape", o => WindowFactors.Kernel(o is MaxUnpool)),
        ("strides", _ => WindowFactors.Strides()),
        ("pads", _ => WindowFactors.Pads()),
        ("auto_pad", _ => WindowFactors.AutoPad()),
        ("dilations", _ => WindowFactors.Dilations()),
        ("ceil_mode", _ => WindowFactors.CeilMode()),
        ("count_include_pad", _ => PlainFactors.Flag("count_include_pad")),
        ("storage_order", _ => PlainFactors.Flag("storage_order")),
        ("p", _ => PlainFactors.Power()),
        ("axis", _ => FlattenFactors.Axis()),
    ];

    // The most axes where the row does not say: what so many cannot meet, fewer cannot either.
    int AxisCount(ReadOnlySpan<int> row) => row[_axes] == Unset ? PlainFactors.MostAxes : row[_axes] + 1;

    /// <summary>What the axes of a row are to be like, of several possibilities the first, or any; null if they cannot be.</summary>
    AxisDemand? Demand(ReadOnlySpan<int> row, int count, SeededRandom? random)
    {
        var choices = new List<IReadOnlyList<AxisDemand>>();
        foreach (int factor in _axisFactors)
            if (row[factor] != Unset && _factors[factor].Levels[row[factor]].Axes is { Count: > 0 } axes) choices.Add(axes);
        return Find(0, default);

        AxisDemand? Find(int next, AxisDemand demand)
        {
            if (next == choices.Count) return _catalog!.CanMeet(demand, count) ? demand : null;
            int start = random?.Below(choices[next].Count) ?? 0;
            for (int i = 0; i < choices[next].Count; i++)
                if (Find(next + 1, demand & choices[next][(start + i) % choices[next].Count]) is { } found) return found;
            return null;
        }
    }

    // An oracle that is exact, not fast, is to compute thousands of these.
    PoolAxis[] PickSmall(AxisDemand demand, int count, SeededRandom random)
    {
        (double Work, PoolAxis[] Axes) least = (double.PositiveInfinity, []);
        for (int i = 0; least.Work > (i < Draws ? EnoughWork : MostWork) && i < Draws * Draws; i++)
        {
            PoolAxis[] axes = _catalog!.Pick(demand, count, small: i >= Draws / 2, random);
            double work = axes.Aggregate(1.0, (n, a) => n * a.Input) + axes.Aggregate(10.0, (n, a) => n * a.Output)
                + axes.Aggregate(1.0, (n, a) => n * a.Output * Math.Min(a.Kernel, a.Input));
            if (work < least.Work) least = (work, axes);
        }
        return least.Axes;
    }

    const int Draws = 20;

    // Elements of a plane and taps of all its windows, with ten times its output; more than the most only if no draw has less.
    const double EnoughWork = 1500;
    const double MostWork = 10_000;
}
