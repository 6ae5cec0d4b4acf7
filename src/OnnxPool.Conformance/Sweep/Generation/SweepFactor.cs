namespace OnnxPool.Conformance;

/// <summary>A level of a factor of the sweep: how a problem of it is told, and how one is made.</summary>
/// <param name="Name">As coverage prints it.</param>
/// <param name="Is">Whether a problem is of this level, as far as its text alone says.</param>
sealed record SweepLevel(string Name, Func<Problem, bool> Is)
{
    /// <summary>What the axes of such a problem are like: one of these; anything if there are none.</summary>
    public IReadOnlyList<AxisDemand> Axes { get; init; } = [];

    /// <summary>Writes the level into a problem to be; nothing for one that only the axes show.</summary>
    public Action<ProblemDraft> Write { get; init; } = _ => { };

    /// <summary>Whether a problem of this level reads nothing of its input or writes no output, so that it shows nothing else.</summary>
    public bool Masks { get; init; }
}

/// <summary>A factor of the sweep; a problem is of the first level that fits.</summary>
/// <param name="Name">ONNX's name of the attribute, or what else varies.</param>
/// <param name="Levels">Its levels.</param>
sealed record SweepFactor(string Name, IReadOnlyList<SweepLevel> Levels)
{
    /// <summary>The level of a problem; <see cref="CoveringModel.Unset"/> for one that the sweep does not make.</summary>
    public int Classify(Problem problem, IReadOnlyList<AxisFacts> axes)
    {
        for (int i = 0; i < Levels.Count; i++)
        {
            SweepLevel level = Levels[i];
            if (level.Is(problem) && (level.Axes.Count == 0 || level.Axes.Any(d => d.IsMetBy(axes)))) return i;
        }
        return CoveringModel.Unset;
    }

    /// <summary>A bit for each level with one of these names.</summary>
    public ulong Bits(params IEnumerable<string> names)
    {
        ulong bits = 0;
        foreach (string name in names)
        {
            int level = Levels.ToList().FindIndex(l => l.Name == name);
            if (level < 0) throw new ArgumentException($"{Name} has no level {name}", nameof(names));
            bits |= 1UL << level;
        }
        return bits;
    }

    /// <summary>A bit for each level but those with these names.</summary>
    public ulong BitsBut(params IEnumerable<string> names) => Bits(Levels.Select(l => l.Name)) & ~Bits(names);
}
