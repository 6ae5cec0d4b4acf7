using System.Globalization;

namespace OnnxPool.Conformance;

/// <summary>The factors that are not about windows.</summary>
static class PlainFactors
{
    const string Absent = WindowFactors.Absent;

    /// <summary>The newest known opset, which is one beyond what the last version begins with.</summary>
    public const string LatestOpset = "latest";

    // p of LpPool and GlobalLpPool; each draws from its list.
    static readonly (string Name, float[] Values)[] s_powers = [("1", [1]), ("2", [2]), ("3-and-more", [3, 4, 7]), ("100-and-more", [100, 300])];

    /// <summary>The operator version, and the newest opset apart.</summary>
    public static SweepFactor Versions(PoolOperator @operator)
    {
        IReadOnlyList<OperatorVersion> versions = @operator.Versions;
        var levels = new List<SweepLevel>();
        for (int i = 0; i < versions.Count; i++)
        {
            int first = versions[i].Since;
            int end = i + 1 < versions.Count ? versions[i + 1].Since : @operator.LatestOpset;
            levels.Add(new SweepLevel($"{first}", p => p.Opset >= first && p.Opset < end)
            {
                // Half of the models say the version's own number, as most models do.
                Write = d => d.Opset = d.Random.Below(2) == 0 ? first : first + d.Random.Below(end - first),
            });
        }
        int latest = @operator.LatestOpset;
        levels.Add(new SweepLevel(LatestOpset, p => p.Opset == latest) { Write = d => d.Opset = latest });
        return new SweepFactor("version", levels);
    }

    /// <summary>The element type.</summary>
    public static SweepFactor Types(PoolOperator @operator) => new("type",
    [
        .. ElementTypes.All.Where(t => @operator.Versions.Any(v => v.Types.Contains(t)))
            .Select(t => new SweepLevel(t.Name(), p => p.Type == t) { Write = d => d.Type = t }),
    ]);

    /// <summary>What X is filled with.</summary>
    public static SweepFactor Data() => new("data",
    [
        .. Enum.GetValues<DataKind>().Select(k => new SweepLevel(DataKinds.Name(k), p => p.Data == k) { Write = d => d.Data = k }),
    ]);

    /// <summary>The number of spatial axes, up to <see cref="MostAxes"/>.</summary>
    public static SweepFactor Axes(int least) => new("axes",
    [
        .. Enumerable.Range(least, MostAxes + 1 - least).Select(n => new SweepLevel($"{n}", p => p.Shape.Length == n + 2)
        {
            Write = d => d.Shape = [1, 1, .. d.Axes.Count > 0 ? d.Axes.Select(a => a.Input) : Enumerable.Repeat(1L, n)],
        }),
    ]);

    /// <summary>The most spatial axes of a sweep.</summary>
    public const int MostAxes = 4;

    /// <summary>N and C.</summary>
    public static SweepFactor Planes() => new("planes",
    [
        new SweepLevel("1x1", p => p.Shape[0] == 1 && p.Shape[1] == 1) { Write = d => (d.Shape[0], d.Shape[1]) = (1, 1) },
        new SweepLevel("several", p => p.Shape[0] > 0 && p.Shape[1] > 0)
        {
            Write = d => (d.Shape[0], d.Shape[1]) = d.Random.Below(3) switch { 0 => (1, 3), 1 => (2, 1), _ => (2, 2) },
        },
        new SweepLevel("0-batch", p => p.Shape[0] == 0) { Write = d => (d.Shape[0], d.Shape[1]) = (0, 2), Masks = true },
    ]);

    /// <summary>An attribute that is 0 or 1.</summary>
    public static SweepFactor Flag(string attribute) => new(attribute, [IsAbsent(attribute), IsInt(attribute, 0), IsInt(attribute, 1)]);

    /// <summary>The outputs that are asked for.</summary>
    public static SweepFactor Outputs(PoolOperator @operator)
    {
        IReadOnlyList<string> names = @operator.Versions[^1].Outputs;
        return new SweepFactor("outputs",
        [
            .. Enumerable.Range(1, names.Count)
                .Select(n => new SweepLevel(string.Join(',', names.Take(n)), p => p.Outputs.Count == n) { Write = d => d.Outputs = n }),
        ]);
    }

    /// <summary>p of norms; <see cref="Fraction"/> is for versions in which it is a FLOAT.</summary>
    public static SweepFactor Power() => new("p",
    [
        IsAbsent("p"),
        .. s_powers.Select((power, i) => IsPower(
            power.Name, v => v == Math.Floor(v) && v >= power.Values[0] && (i + 1 == s_powers.Length || v < s_powers[i + 1].Values[0]), power.Values)),
        IsPower(Fraction, v => v != Math.Floor(v), [0.5f, 1.5f, 2.5f]),
    ]);

    /// <summary>The level of a p that is no whole number.</summary>
    public const string Fraction = "fraction";

    /// <summary>MaxUnpool's third input.</summary>
    public static SweepFactor UnpoolShape() => new("output_shape",
    [
        new SweepLevel(Absent, p => p.UnpoolShape is null),
        new SweepLevel("inferred", p => Inferred(p).SequenceEqual(p.UnpoolShape!)) { Write = d => d.UnpoolShape = Inferred(d.ToProblem()) },
        new SweepLevel("another", _ => true) { Write = d => d.UnpoolShape = Larger(Inferred(d.ToProblem()), d.Random) },
    ]);

    /// <summary>The size of the planes of an operator that takes them whole.</summary>
    public static SweepFactor PlaneSizes() => new("plane",
    [
        new SweepLevel("1", p => Plane(p) == 1) { Write = d => Fill(d, _ => 1) },
        new SweepLevel("few", p => Plane(p) is > 1 and <= ManyElements) { Write = d => Fill(d, n => 1 + d.Random.Below(n < 3 ? 7 : 3), atLeast: 2) },
        new SweepLevel("many", p => Plane(p) > ManyElements) { Write = d => Fill(d, n => ((n == 1 ? 300 : n == 2 ? 17 : n == 3 ? 7 : 5) + d.Random.Below(3))) },
        new SweepLevel("0", p => Plane(p) == 0)
        {
            Write = d =>
            {
                Fill(d, _ => 1 + d.Random.Below(3));
                d.Shape[2 + d.Random.Below(d.Shape.Length - 2)] = 0;
            },
            Masks = true,
        },
    ]);

    /// <summary>An attribute that is absent.</summary>
    public static SweepLevel IsAbsent(string attribute) => new(Absent, p => p.Find(attribute) is null);

    // Above the blocks in which sums are added.
    const int ManyElements = 256;

    static SweepLevel IsInt(string attribute, long value) => new(value.ToString(CultureInfo.InvariantCulture), p => p.Find(attribute)?.Int == value)
    {
        Write = d => d.Set(attribute, AttributeValue.Of(value)),
    };

    static SweepLevel IsPower(string name, Func<float, bool> holds, float[] values) => new(name, p => Power(p) is { } v && holds(v))
    {
        Write = d =>
        {
            float p = values[d.Random.Below(values.Length)];
            bool isFloat = d.Version.Find("p")!.Value.Kind == AttributeKind.Float;
            d.Set("p", isFloat ? AttributeValue.Of(p) : AttributeValue.Of((long)p));
        },
    };

    static float? Power(Problem problem) => problem.Find("p") switch
    {
        null => null,
        { Kind: AttributeKind.Float } p => p.Float,
        { } p => p.Int,
    };

    static long Plane(Problem problem) => Shapes.ElementCount(problem.Shape[2..]);

    static void Fill(ProblemDraft draft, Func<int, long> size, int atLeast = 1)
    {
        int rank = draft.Shape.Length - 2;
        for (int i = 0; i < rank; i++) draft.Shape[i + 2] = size(rank);
        if (Shapes.ElementCount(draft.Shape.AsSpan(2)) < atLeast) draft.Shape[^1] = atLeast;
    }

    static long[] Inferred(Problem problem) => problem.Bind().OutputShape(problem.Shape);

    static long[] Larger(long[] inferred, SeededRandom random)
    {
        inferred[2 + random.Below(inferred.Length - 2)] += 1 + random.Below(2);
        return inferred;
    }
}
