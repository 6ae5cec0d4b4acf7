using OnnxPool.Conformance;

namespace OnnxPool.Tests.Sweep.Generation;

/// <summary>Five or six factors with a few forbidden pairs, masking levels, and an obstacle that only three factors together show.</summary>
sealed class RandomModel : CoveringModel
{
    readonly HashSet<(int, int)> _masking;
    readonly HashSet<(int, int, int)> _obstacles;

    RandomModel(IReadOnlyList<Factor> factors, IReadOnlyList<ForbiddenPair> forbidden, HashSet<(int, int)> masking, HashSet<(int, int, int)> obstacles)
        : base(factors, forbidden)
    {
        _masking = masking;
        _obstacles = obstacles;
        foreach ((int factor, int level) in masking) Mask(factor, level);
    }

    public static RandomModel Next(int seed)
    {
        var random = new Random(seed);
        Factor[] factors = [.. Enumerable.Range(0, random.Next(5, 7)).Select(f => new Factor($"f{f}", [.. Enumerable.Range(0, random.Next(1, 5)).Select(l => $"{l}")]))];
        ForbiddenPair[] forbidden = [.. Enumerable.Range(0, random.Next(8)).Select(i =>
        {
            int one = random.Next(factors.Length), other = (one + random.Next(1, factors.Length)) % factors.Length;
            return new ForbiddenPair(one, Levels(one), other, Levels(other), $"rule {i}");
        })];
        HashSet<(int, int)> masking = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(factors.Length)).Select(f => (f, random.Next(factors[f].Levels.Count)))];
        HashSet<(int, int, int)> obstacles = [.. Enumerable.Range(0, random.Next(6)).Select(_ => (random.Next(3), random.Next(3), random.Next(3)))];
        return new RandomModel(factors, forbidden, masking, obstacles);

        ulong Levels(int factor) => (ulong)random.Next(1, 1 << factors[factor].Levels.Count) & (ulong)random.Next(1, 16);
    }

    public bool IsMasking(int factor, int level) => _masking.Contains((factor, level));

    public override string? Obstacle(ReadOnlySpan<int> row) => _obstacles.Contains((row[0], row[2], row[4])) ? "three together" : null;

    public bool IsPossible(int[] row) => Obstacle(row) is null
        && Forbidden.All(p => (p.Levels >> row[p.Factor] & 1) == 0 || (p.OtherLevels >> row[p.Other] & 1) == 0);

    public IEnumerable<int[]> AllRows() => Rows(this, [.. Enumerable.Range(0, Factors.Count)]).Where(IsPossible);

    /// <summary>All choices of a level for each of some factors.</summary>
    public static IEnumerable<int[]> Rows(CoveringModel model, int[] factors) => factors.Aggregate(
        (IEnumerable<int[]>)[[]], (rows, f) => rows.SelectMany(r => Enumerable.Range(0, model.Factors[f].Levels.Count).Select(l => (int[])[.. r, l])));
}
