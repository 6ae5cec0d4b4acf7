namespace OnnxPool.Conformance;

/// <summary>Reduces a problem that fails to one that is as simple as it can be and still fails in the same way.</summary>
public static class Shrinker
{
    // A problem with everything in it takes a few hundred; a foreign kernel may be slow.
    const int MostTries = 2000;

    /// <summary>Goes one step at a time to a simpler problem that still fails, until none does.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="fails">Whether a valid problem fails in the same way.</param>
    /// <param name="interrupt">Ends the search early, with what it has.</param>
    /// <returns>The simplest problem that was found, without a name; the problem itself if nothing simpler fails.</returns>
    public static Problem Shrink(Problem problem, Func<Problem, bool> fails, CancellationToken interrupt = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(fails);
        Problem simplest = problem.With(name: "");
        var tried = new HashSet<string> { simplest.Identity };
        while (Next() is { } simpler) simplest = simpler;
        return simplest;

        Problem? Next() => SimplerProblems.Of(simplest)
            .TakeWhile(_ => !interrupt.IsCancellationRequested && tried.Count < MostTries)
            .FirstOrDefault(p => tried.Add(p.Identity) && IsValid(p) && fails(p));
    }

    static bool IsValid(Problem problem)
    {
        try
        {
            SweepJudge.Require(problem);
            return true;
        }
        catch (PoolingException)
        {
            return false;
        }
    }
}
