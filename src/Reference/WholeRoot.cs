using System.Numerics;

namespace OnnxPool.Reference;

/// <summary>The p-th root of a sum, for a whole p.</summary>
static class WholeRoot
{
    /// <summary>Bits of the root: 53 for a double, and enough below them to place the exact root within far less than 2^−60 ULP.</summary>
    const int RootBits = 128;

    /// <summary>The root of the sum of the powers: RootBits bits or more of it, and one last bit that says whether the exact root is larger.</summary>
    /// <remarks>
    /// Terms far below the largest are first left out and then bounded: they are all positive, so that if the bound on them cannot move the
    /// root to its next integer, they make it larger by less than that and nothing else. Otherwise more of them is kept; with all of them
    /// the root is exact, which ends the search.
    /// </remarks>
    public static ScaledInteger Of(IReadOnlyCollection<ScaledInteger> powers, int p)
    {
        // A power has up to 53·p bits, so that equal taps are kept whole.
        for (int width = (53 * p) + 192; ; width = checked(2 * width))
        {
            (ScaledInteger sum, int shortened) = ScaledInteger.Add(powers, width);
            (BigInteger radicand, BigInteger exponent, int shift) = Align(sum, p);
            BigInteger root = Floor(radicand, p);
            if (shortened > 0 && BigInteger.Pow(root + 1, p) < radicand + ((BigInteger)shortened << shift))
                continue;

            bool larger = shortened > 0 || BigInteger.Pow(root, p) != radicand;
            return new ScaledInteger((root << 1) + (larger ? 1 : 0), exponent - 1);
        }
    }

    /// <summary>Writes the sum as radicand · 2^(p · exponent), the radicand being the significand shifted left until its root is long enough.</summary>
    static (BigInteger Radicand, BigInteger Exponent, int Shift) Align(ScaledInteger sum, int p)
    {
        int shift = (int)Math.Max(0, (RootBits * p) - sum.Significand.GetBitLength());
        int odd = (int)((sum.Exponent - shift) % p);
        shift += odd < 0 ? odd + p : odd;
        return (sum.Significand << shift, (sum.Exponent - shift) / p, shift);
    }

    /// <summary>⌊radicand^(1/p)⌋ of a positive radicand.</summary>
    static BigInteger Floor(BigInteger radicand, int p)
    {
        if (p == 1)
            return radicand;

        // Newton's method falls to the root from any start above it; the logarithm is good for far more than the 30 bits asked of it.
        double log = BigInteger.Log(radicand) / Math.Log(2) / p;
        int whole = (int)log;
        BigInteger start = new(Math.ScaleB(Math.Pow(2, log - whole) * (1 + Math.ScaleB(1, -30)), 52));
        BigInteger root = (whole >= 52 ? start << (whole - 52) : start >> (52 - whole)) + 1;
        while (true)
        {
            BigInteger next = ((root * (p - 1)) + (radicand / BigInteger.Pow(root, p - 1))) / p;
            if (next >= root)
                return root;
            root = next;
        }
    }
}
