using System.Numerics;

namespace OnnxPool.Reference;

/// <summary>The exact sum of finite doubles, however many and however far apart.</summary>
/// <remarks>
/// Every finite double is a whole number of 2^−1074. The sum is kept in that unit, as limbs of 32 bits in 64-bit words that are
/// carried only when the sum is read; a word has room for 2^31 additions, which is more than an array has elements.
/// </remarks>
sealed class ExactSum
{
    const int LimbBits = 32;
    const int UnitExponent = -1074;

    // The highest significand bit of a double is 2^1023, so a significand never reaches past this many limbs.
    readonly long[] _limbs = new long[((1023 - UnitExponent) / LimbBits) + 2];
    int _lowest = int.MaxValue;
    int _highest = -1;

    /// <summary>Adds one finite value.</summary>
    public void Add(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponentField = (int)(bits >> 52) & 0x7FF;
        ulong fraction = (ulong)(bits & ((1L << 52) - 1));
        ulong significand = exponentField == 0 ? fraction : fraction | (1UL << 52);
        int unitsShift = exponentField == 0 ? 0 : exponentField - 1;

        int limb = unitsShift / LimbBits;
        UInt128 rest = (UInt128)significand << (unitsShift % LimbBits);
        _lowest = Math.Min(_lowest, limb);
        for (; rest != 0; rest >>= LimbBits, limb++)
        {
            long part = (long)(rest & uint.MaxValue);
            _limbs[limb] += bits < 0 ? -part : part;
            _highest = Math.Max(_highest, limb);
        }
    }

    /// <summary>The sum as Significand · 2^Exponent.</summary>
    public (BigInteger Significand, int Exponent) Read()
    {
        if (_highest < 0)
            return (BigInteger.Zero, UnitExponent);
        BigInteger significand = BigInteger.Zero;
        for (int limb = _highest; limb >= _lowest; limb--)
            significand = (significand << LimbBits) + _limbs[limb];
        return (significand, UnitExponent + (_lowest * LimbBits));
    }

    /// <summary>Makes the sum 0 again.</summary>
    public void Clear()
    {
        for (int limb = _lowest; limb <= _highest; limb++)
            _limbs[limb] = 0;
        (_lowest, _highest) = (int.MaxValue, -1);
    }
}
