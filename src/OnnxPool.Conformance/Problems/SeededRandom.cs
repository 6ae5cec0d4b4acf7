namespace OnnxPool.Conformance;

/// <summary>A stream of numbers that is the same on every platform and .NET version (SplitMix64, Steele, Lea and Flood 2014).</summary>
sealed class SeededRandom
{
    ulong _state;

    /// <summary>The stream of a text and a seed.</summary>
    public SeededRandom(string text, long seed)
    {
        // FNV-1a, 64 bits.
        ulong hash = 14695981039346656037;
        foreach (char c in text) hash = (hash ^ c) * 1099511628211;
        _state = hash ^ ((ulong)seed * 0x9E3779B97F4A7C15);
        Next();
    }

    /// <summary>64 even bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>An integer from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>A number from -1 up to 1.</summary>
    public double Uniform() => ((Next() >> 11) * (2.0 / (1L << 53))) - 1;
}
