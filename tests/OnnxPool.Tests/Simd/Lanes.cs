using System.Numerics;
using System.Runtime.InteropServices;
using OnnxPool.Tests.Kernels;

namespace OnnxPool.Tests.Simd;

/// <summary>Registers in and out of arrays, register by register.</summary>
static class Lanes
{
    public static T[] Of<TV, T>(TV register) where TV : struct, ILanes<TV, T> where T : unmanaged
    {
        var lanes = new T[TV.Count];
        TV.Store(register, ref lanes[0]);
        return lanes;
    }

    public static TV From<TV, T>(ReadOnlySpan<T> lanes) where TV : struct, ILanes<TV, T> where T : unmanaged
    {
        Assert.That(lanes.Length, Is.EqualTo(TV.Count));
        return TV.Load(in lanes[0]);
    }

    /// <summary>The same bits, or NaN both: which NaN comes out of two is the machine's affair.</summary>
    public static bool Same<T>(T a, T b) where T : unmanaged, INumber<T> => (T.IsNaN(a) && T.IsNaN(b)) || Bytes(a).SequenceEqual(Bytes(b));

    public static void AssertMask<T>(T mask, bool set, string text) where T : unmanaged
    {
        byte[] expected = new byte[Bytes(mask).Length];
        Array.Fill(expected, set ? (byte)0xFF : (byte)0);
        if (!Bytes(mask).SequenceEqual(expected)) Assert.Fail($"{text}: mask {Bits.Text(mask)}, not {(set ? "set" : "clear")}");
    }

    /// <summary>Repeats the pairs of all values so that they fill registers.</summary>
    public static (T[] Left, T[] Right) Pairs<T>(IReadOnlyList<T> values, int count)
    {
        List<T> left = [], right = [];
        foreach (T a in values)
        {
            foreach (T b in values)
            {
                left.Add(a);
                right.Add(b);
            }
        }
        while (left.Count % count != 0)
        {
            left.Add(values[0]);
            right.Add(values[^1]);
        }
        return ([.. left], [.. right]);
    }

    public static byte[] Bytes<T>(T value) where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
