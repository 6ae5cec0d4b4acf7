namespace OnnxPool.Plugin;

/// <summary>A node's plan for inputs of certain types and shapes.</summary>
/// <param name="Key">Types and shapes, as <see cref="NodeKernel"/> writes them.</param>
/// <param name="Plan">The plan.</param>
/// <param name="InputBytes">Sizes of the inputs.</param>
/// <param name="OutputBytes">Size of the first output.</param>
/// <param name="OutputCount">Elements of an output.</param>
sealed record SettledPlan(long[] Key, PoolPlan Plan, int[] InputBytes, int OutputBytes, int OutputCount);

/// <summary>The plans of a node, the newest first. Readers take no lock; of two writers at once one is forgotten, and asks again.</summary>
sealed class PlanCache
{
    // A model with dynamic shapes has a few; who has more pays for settling anew.
    const int Most = 16;

    volatile SettledPlan[] _plans = [];

    /// <summary>How many plans there are.</summary>
    public int Count => _plans.Length;

    /// <summary>The plan for a key; null if there is none.</summary>
    public SettledPlan? Find(ReadOnlySpan<long> key)
    {
        foreach (SettledPlan plan in _plans)
            if (key.SequenceEqual(plan.Key)) return plan;
        return null;
    }

    /// <summary>Adds a plan, in place of the oldest if there are too many.</summary>
    public void Add(SettledPlan plan) => _plans = [plan, .. _plans.Take(Most - 1)];
}
