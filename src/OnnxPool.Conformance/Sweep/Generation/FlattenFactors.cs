namespace OnnxPool.Conformance;

/// <summary>The factors of Flatten, whose input has any rank.</summary>
static class FlattenFactors
{
    /// <summary>The level of a negative axis.</summary>
    public const string NegativeAxis = "negative";

    /// <summary>The rank of the input.</summary>
    public static SweepFactor Ranks() => new("rank",
    [
        .. Enumerable.Range(0, 6).Select(n => new SweepLevel($"{n}", p => p.Shape.Length == n) { Write = d => d.Shape = new long[n] }),
    ]);

    /// <summary>How many elements the input has.</summary>
    public static SweepFactor Sizes() => new("elements",
    [
        new SweepLevel("1", p => Shapes.ElementCount(p.Shape) == 1) { Write = d => Array.Fill(d.Shape, 1) },
        new SweepLevel("several", p => Shapes.ElementCount(p.Shape) > 1) { Write = Fill },
        new SweepLevel("0", p => p.Shape.Contains(0))
        {
            Write = d =>
            {
                Fill(d);
                d.Shape[d.Random.Below(d.Shape.Length)] = 0;
            },
            Masks = true,
        },
    ]);

    /// <summary>axis, against the rank.</summary>
    public static SweepFactor Axis() => new("axis",
    [
        PlainFactors.IsAbsent("axis"),
        Is(NegativeAxis, (axis, _) => axis < 0, d => -1 - d.Random.Below(d.Shape.Length)),
        Is("0", (axis, _) => axis == 0, _ => 0),
        Is("rank", (axis, rank) => axis == rank, d => d.Shape.Length),
        Is("1", (axis, _) => axis == 1, _ => 1),
        Is("middle", (axis, rank) => axis < rank, d => 2 + d.Random.Below(d.Shape.Length - 2)),
    ]);

    static void Fill(ProblemDraft draft)
    {
        for (int i = 0; i < draft.Shape.Length; i++) draft.Shape[i] = 1 + draft.Random.Below(4);
        draft.Shape[draft.Random.Below(draft.Shape.Length)] = 2 + draft.Random.Below(3);
    }

    static SweepLevel Is(string name, Func<long, int, bool> holds, Func<ProblemDraft, long> value) =>
        new(name, p => p.Find("axis") is { } axis && holds(axis.Int, p.Shape.Length))
        {
            Write = d => d.Set("axis", AttributeValue.Of(value(d))),
        };
}
