using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool.Tests.Kernels;

/// <summary>Floating-point numbers as bits: Equals does not tell NaNs apart, and zeros neither.</summary>
static class Bits
{
    public static T Number<T>(double value) where T : unmanaged, INumber<T> => T.CreateTruncating(value);

    /// <summary>What an empty window gives: −∞, or the least integer.</summary>
    public static T Least<T>() where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(sbyte) ? Number<T>(-128) : typeof(T) == typeof(byte) ? T.Zero : Number<T>(double.NegativeInfinity);

    /// <summary>A NaN that carries <paramref name="payload"/>, 1 to 2^21 - 1; types of 16 bits have room for less, and repeat.</summary>
    public static T NaN<T>(int payload, bool signaling = false, bool negative = false) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            uint bits = 0x7F80_0000u | (signaling ? 0 : 0x0040_0000u) | (negative ? 0x8000_0000u : 0) | (uint)payload;
            return Unsafe.BitCast<uint, T>(bits);
        }
        if (typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16))
        {
            (int infinity, int quiet) = typeof(T) == typeof(Half) ? (0x7C00, 0x0200) : (0x7F80, 0x0040);
            int bits = infinity | (signaling ? 0 : quiet) | (negative ? 0x8000 : 0) | (((payload - 1) % (quiet - 1)) + 1);
            return Unsafe.BitCast<ushort, T>((ushort)bits);
        }
        ulong wide = 0x7FF0_0000_0000_0000 | (signaling ? 0 : 0x0008_0000_0000_0000ul) | (negative ? 1ul << 63 : 0) | (uint)payload;
        return Unsafe.BitCast<ulong, T>(wide);
    }

    public static string Text<T>(T value) where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
        Array.Reverse(bytes);
        return $"{value} (0x{Convert.ToHexString(bytes)})";
    }

    public static void AssertEqual<T>(ReadOnlySpan<T> actual, ReadOnlySpan<T> expected, Func<string> text) where T : unmanaged
    {
        if (MemoryMarshal.AsBytes(actual).SequenceEqual(MemoryMarshal.AsBytes(expected))) return;
        Assert.That(actual.Length, Is.EqualTo(expected.Length), text());
        for (int i = 0; i < actual.Length; i++)
            Assert.That(Text(actual[i]), Is.EqualTo(Text(expected[i])), $"{text()}: element {i}");
    }

    /// <summary>Fills with a pattern that no result has, so that a place that was not written shows.</summary>
    public static void Junk<T>(Span<T> target) where T : unmanaged => MemoryMarshal.AsBytes(target).Fill(0x5B);
}
