namespace OnnxPool.Tests.Kernels;

/// <summary>The scatter of MaxUnpool between guard pages.</summary>
abstract class UnpoolScatterTests<T> where T : unmanaged
{
    [Test]
    public void Elements_go_to_their_positions_and_all_else_is_zero()
    {
        var random = new Random(111);
        for (int i = 0; i < 300; i++)
        {
            int places = random.Next(1, 200);
            var x = new T[random.Next(2 * places)];
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(x.AsSpan()));
            long[] positions = [.. x.Select(_ => (long)random.Next(places))];
            // Both ends, so that the guard pages have something to guard.
            if (x.Length > 1) (positions[0], positions[^1]) = (places - 1, 0);
            var expected = new T[places];
            for (int q = 0; q < x.Length; q++) expected[positions[q]] = x[q];
            Bits.AssertEqual<T>(Run(x, positions, places, atEnd: i % 2 == 0), expected, () => $"problem {i}");
        }
    }

    [Test]
    public void No_elements_give_zeros()
    {
        Bits.AssertEqual<T>(Run([], [], 5, atEnd: true), new T[5], () => "zeros");
        Bits.AssertEqual<T>(Run([], [], 0, atEnd: true), [], () => "nothing");
    }

    static T[] Run(T[] x, long[] positions, int places, bool atEnd)
    {
        using var input = new GuardedBuffer<T>(x.Length, atEnd);
        using var indices = new GuardedBuffer<long>(x.Length, atEnd);
        using var output = new GuardedBuffer<T>(places, atEnd);
        x.CopyTo(input.Span);
        positions.CopyTo(indices.Span);
        Bits.Junk(output.Span);
        UnpoolScatter.Run(input.Freeze(), indices.Freeze(), output.Span);
        return output.Span.ToArray();
    }
}

sealed class HalfUnpoolScatterTests : UnpoolScatterTests<Half>;

sealed class BFloat16UnpoolScatterTests : UnpoolScatterTests<BFloat16>;

sealed class FloatUnpoolScatterTests : UnpoolScatterTests<float>;

sealed class DoubleUnpoolScatterTests : UnpoolScatterTests<double>;
