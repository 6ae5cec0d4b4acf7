using System.Numerics;

namespace OnnxPool.Conformance;

/// <summary>One thing that varies, and the values that are told apart.</summary>
/// <param name="Name">What it is called in coverage and reasons.</param>
/// <param name="Levels">Names of its levels, 1 to 64 of them.</param>
public sealed record Factor(string Name, IReadOnlyList<string> Levels);

/// <summary>Levels of two factors that never occur together.</summary>
/// <param name="Factor">Number of one factor.</param>
/// <param name="Levels">A bit for each of its levels.</param>
/// <param name="Other">Number of the other factor.</param>
/// <param name="OtherLevels">A bit for each of its levels; none of them stands beside one of <paramref name="Levels"/>.</param>
/// <param name="Reason">The rule.</param>
public sealed record ForbiddenPair(int Factor, ulong Levels, int Other, ulong OtherLevels, string Reason);

/// <summary>
/// Factors, their levels, and which levels occur together. A row gives each factor a level by its number; <see cref="Unset"/> stands for a
/// factor that has none yet.
/// </summary>
public class CoveringModel
{
    /// <summary>The level of a factor that has none yet.</summary>
    public const int Unset = -1;

    // By factor, level, other factor: the levels of the other factor that may stand beside this level.
    readonly ulong[][][] _beside;
    readonly ulong[] _masking;

    /// <summary>A model.</summary>
    /// <param name="factors">At most 64; the first is the one that the others depend on most.</param>
    /// <param name="forbidden">What never stands together.</param>
    public CoveringModel(IReadOnlyList<Factor> factors, IReadOnlyList<ForbiddenPair> forbidden)
    {
        Factors = factors;
        Forbidden = forbidden;
        _masking = new ulong[factors.Count];
        _beside = [.. factors.Select(f => Enumerable.Range(0, f.Levels.Count).Select(_ => factors.Select(o => AllLevels(o)).ToArray()).ToArray())];
        foreach (ForbiddenPair pair in forbidden)
        {
            foreach (int level in Bits(pair.Levels)) _beside[pair.Factor][level][pair.Other] &= ~pair.OtherLevels;
            foreach (int level in Bits(pair.OtherLevels)) _beside[pair.Other][level][pair.Factor] &= ~pair.Levels;
        }
    }

    /// <summary>The factors.</summary>
    public IReadOnlyList<Factor> Factors { get; }

    /// <summary>What never stands together, by rule.</summary>
    public IReadOnlyList<ForbiddenPair> Forbidden { get; }

    /// <summary>Levels, a bit for each, beside which other levels are not seen: a case without output shows nothing else.</summary>
    /// <remarks>A combination counts as covered only in rows whose masking levels all belong to it.</remarks>
    public ReadOnlySpan<ulong> Masking => _masking;

    /// <summary>Makes a level one that masks the others.</summary>
    public void Mask(int factor, int level) => _masking[factor] |= 1UL << level;

    /// <summary>Whether the levels that are set can stand together as far as more than two at once decide; pairs are checked before.</summary>
    /// <returns>Null, or why they cannot. Exact for full rows; of a possible full row every part is possible.</returns>
    public virtual string? Obstacle(ReadOnlySpan<int> row) => null;

    /// <summary>Why the levels that are set do not stand together; null if nothing is seen against it.</summary>
    public string? Conflict(ReadOnlySpan<int> row)
    {
        foreach (ForbiddenPair pair in Forbidden)
            if (IsSet(pair.Levels, row[pair.Factor]) && IsSet(pair.OtherLevels, row[pair.Other])) return pair.Reason;
        return Obstacle(row);
    }

    /// <summary>The levels of a factor, a bit for each, that no pair with a level of <paramref name="row"/> forbids.</summary>
    internal ulong Allowed(ReadOnlySpan<int> row, int factor)
    {
        ulong allowed = AllLevels(Factors[factor]);
        for (int i = 0; i < row.Length; i++)
            if (row[i] != Unset) allowed &= _beside[i][row[i]][factor];
        return allowed;
    }

    /// <summary>The factors of a row, a bit for each, whose levels mask the others.</summary>
    internal ulong MaskingFactors(ReadOnlySpan<int> row)
    {
        ulong factors = 0;
        for (int i = 0; i < row.Length; i++)
            if (IsSet(_masking[i], row[i])) factors |= 1UL << i;
        return factors;
    }

    /// <summary>A row without any level.</summary>
    internal int[] EmptyRow()
    {
        var row = new int[Factors.Count];
        Array.Fill(row, Unset);
        return row;
    }

    internal static IEnumerable<int> Bits(ulong set)
    {
        for (; set != 0; set &= set - 1) yield return BitOperations.TrailingZeroCount(set);
    }

    static ulong AllLevels(Factor factor) => ulong.MaxValue >> (64 - factor.Levels.Count);

    static bool IsSet(ulong levels, int level) => level != Unset && (levels >> level & 1) != 0;
}
