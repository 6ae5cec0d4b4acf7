namespace OnnxPool.Conformance;

/// <summary>Rows in which every combination of levels of any two (or three) factors occurs that can occur at all.</summary>
/// <remarks>
/// Greedy, as AETG does it (Cohen, Dalal, Fredman, Patton 1997): each row begins with a combination that is missing still, and is completed
/// factor by factor with the level that shows most missing ones; the best of some such rows is taken. A combination that no row can have
/// is found by exhaustive search, and kept with the reason.
/// </remarks>
public sealed class CoveringArray
{
    CoveringArray(IReadOnlyList<int[]> rows, Interactions interactions)
    {
        Rows = rows;
        Interactions = interactions;
    }

    /// <summary>A level for each factor, in each row.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Rows { get; }

    /// <summary>Number of combinations that occur.</summary>
    public int Possible => Interactions.Possible;

    /// <summary>Combinations that no row can have, with the reason.</summary>
    public IEnumerable<(Interaction Interaction, string Reason)> Impossible => Interactions.Impossible;

    internal Interactions Interactions { get; }

    /// <summary>The rows for a model; a function of the arguments.</summary>
    /// <param name="model">Factors and what goes together.</param>
    /// <param name="strength">2 for pairs, 3 for triples.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="InvalidPoolingException">A strength below 1 or above 3.</exception>
    public static CoveringArray Build(CoveringModel model, int strength, long seed)
    {
        if (strength is < 1 or > 3) throw new InvalidPoolingException("strength", $"{strength}", "1 to 3");
        int candidates = strength == 3 ? 3 : 20;
        var interactions = new Interactions(model, strength);
        var search = new RowSearch(model, new SeededRandom("covering array", seed));
        var rows = new List<int[]>();
        while (interactions.NextMissing() is { } missing)
        {
            (int Gain, int[] Row) best = (-1, []);
            string? obstacle = null;
            for (int i = 0; i < candidates && obstacle is null; i++)
            {
                int[] row = model.EmptyRow();
                for (int j = 0; j < missing.Factors.Count; j++) row[missing.Factors[j]] = missing.Levels[j];
                obstacle = search.Complete(row, (r, factor) => interactions.Gain(r, factor));
                int gain = obstacle is null ? interactions.Gain(row) : -1;
                if (gain > best.Gain) best = (gain, row);
            }
            if (obstacle is not null)
            {
                interactions.RuleOut(obstacle);
                continue;
            }
            interactions.See(best.Row);
            rows.Add(best.Row);
        }
        return new CoveringArray(rows, interactions);
    }
}
