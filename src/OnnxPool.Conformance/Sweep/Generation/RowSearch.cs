using System.Numerics;

namespace OnnxPool.Conformance;

/// <summary>Completes rows of a model. The search is exhaustive: where it finds nothing, there is nothing.</summary>
sealed class RowSearch(CoveringModel model, SeededRandom random)
{
    /// <summary>Gives every factor without a level one that does not mask others.</summary>
    /// <param name="row">Is completed in place; left as it was if that cannot be.</param>
    /// <param name="gain">What a level just set in the row is worth; levels are tried from the most worth on, equal ones in random order.</param>
    /// <returns>Null, or why no full row has these levels.</returns>
    public string? Complete(int[] row, Func<int[], int, int> gain)
    {
        if (model.Conflict(row) is { } conflict) return conflict;
        int[] order = [.. Enumerable.Range(0, row.Length)];
        // The first factor stays first: what the others may be depends on it.
        for (int i = row.Length - 1; i > 1; i--)
        {
            int other = 1 + random.Below(i);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return Extend(row, order, gain) ? null : Explain([.. row]);
    }

    /// <summary>Why a row that breaks no rule itself has no completion: as far as its levels leave others no choice.</summary>
    string Explain(int[] row)
    {
        for (int factor = 0; factor < row.Length; factor++)
        {
            if (row[factor] != CoveringModel.Unset) continue;
            ulong allowed = model.Allowed(row, factor) & ~model.Masking[factor];
            if (allowed == 0) return $"no {model.Factors[factor].Name} goes with all of it";
            if (!BitOperations.IsPow2(allowed)) continue;
            row[factor] = BitOperations.TrailingZeroCount(allowed);
            if (model.Conflict(row) is { } conflict) return conflict;
            // What was left open before may have no choice now.
            factor = -1;
        }
        return "every full row with it breaks a rule";
    }

    bool Extend(int[] row, int[] order, Func<int[], int, int> gain)
    {
        int next = CoveringModel.Unset;
        ulong levels = 0;
        foreach (int factor in order)
        {
            if (row[factor] != CoveringModel.Unset) continue;
            ulong allowed = model.Allowed(row, factor) & ~model.Masking[factor];
            if (allowed == 0) return false;
            bool forced = BitOperations.IsPow2(allowed);
            if (next != CoveringModel.Unset && !forced) continue;
            (next, levels) = (factor, allowed);
            // A level without alternative comes first, so that what it rules out is known before anything is chosen.
            if (forced) break;
        }
        if (next == CoveringModel.Unset) return true;
        foreach (int level in Ranked(row, next, levels, gain))
        {
            row[next] = level;
            if (model.Obstacle(row) is null && Extend(row, order, gain)) return true;
        }
        row[next] = CoveringModel.Unset;
        return false;
    }

    int[] Ranked(int[] row, int factor, ulong levels, Func<int[], int, int> gain)
    {
        int[] ranked = [.. CoveringModel.Bits(levels)];
        var worth = new (int, ulong)[ranked.Length];
        for (int i = 0; i < ranked.Length; i++)
        {
            row[factor] = ranked[i];
            worth[i] = (-gain(row, factor), random.Next());
        }
        row[factor] = CoveringModel.Unset;
        Array.Sort(worth, ranked);
        return ranked;
    }
}
