using System.Runtime.InteropServices;

namespace OnnxPool.Tests.Operators;

/// <summary>Buffers that are too short or too long, or that share memory with one that is written: refused before anything is written.</summary>
[Parallelizable(ParallelScope.All)]
sealed class BufferTests
{
    const int In = 24, Out = 12, Planes = 2;

    static readonly long[] s_shape = [1, 2, 3, 4];
    static readonly PoolAttributes s_square = new() { KernelShape = [2, 2] };
    static readonly PoolGeometry s_windows = PoolGeometry.Resolve(s_shape, s_square);
    static readonly PoolGeometry s_global = PoolGeometry.Global(s_shape);

    // From 1x2x2x3 to 1x2x3x4: the inverse of the windows.
    static readonly UnpoolGeometry s_unpool = UnpoolGeometry.Resolve([1, 2, 2, 3], s_square);

    /// <summary>A call: the buffers with their lengths, written ones last, and which are of integers.</summary>
    public sealed record Call(string Name, (string Name, int Length)[] Read, (string Name, int Length)[] Written, Action<Memory<float>[], Memory<long>> Run)
    {
        /// <summary>What a buffer of positions is called; it is the last of those read, or of those written.</summary>
        public string? Positions { get; init; }

        public int PositionCount { get; init; }

        /// <summary>One that every element may have.</summary>
        public long Position { get; init; }

        public bool WritesPositions { get; init; }

        public override string ToString() => Name;
    }

    static IEnumerable<Call> Calls()
    {
        (string, int) x = ("x", In), y = ("y", Out), dY = ("dY", Out), dX = ("dX", In), means = ("y", Planes), dMeans = ("dY", Planes);
        yield return new("MaxPool", [x], [y], (b, _) => MaxPool.Forward<float>(b[0].Span, s_windows, b[1].Span));
        yield return new("MaxPool with indices", [x], [y], (b, i) => MaxPool.Forward(b[0].Span, s_windows, b[1].Span, i.Span)) { Positions = "indices", PositionCount = Out, WritesPositions = true };
        yield return new("MaxPool by attributes", [x], [y], (b, i) => MaxPool.Forward(b[0].Span, s_shape, s_square, b[1].Span, i.Span)) { Positions = "indices", PositionCount = Out, WritesPositions = true };
        yield return new("MaxPool gradient", [dY, x], [dX], (b, _) => MaxPool.Backward<float>(b[0].Span, b[1].Span, s_windows, b[2].Span));
        yield return new("MaxPool gradient by indices", [dY], [dX], (b, i) => MaxPool.Backward<float>(b[0].Span, i.Span, s_windows, b[1].Span)) { Positions = "indices", PositionCount = Out, Position = -1 };
        yield return new("AveragePool", [x], [y], (b, _) => AveragePool.Forward<float>(b[0].Span, s_windows, b[1].Span));
        yield return new("AveragePool gradient", [dY], [dX], (b, _) => AveragePool.Backward<float>(b[0].Span, s_windows, b[1].Span));
        yield return new("LpPool", [x], [y], (b, _) => LpPool.Forward<float>(b[0].Span, s_windows, 2, b[1].Span));
        yield return new("LpPool gradient", [dY, x], [dX], (b, _) => LpPool.Backward<float>(b[0].Span, b[1].Span, s_windows, 2, b[2].Span));
        yield return new("GlobalMaxPool", [x], [means], (b, _) => GlobalMaxPool.Forward<float>(b[0].Span, s_global, b[1].Span));
        yield return new("GlobalMaxPool gradient", [dMeans, x], [dX], (b, _) => GlobalMaxPool.Backward<float>(b[0].Span, b[1].Span, s_global, b[2].Span));
        yield return new("GlobalAveragePool", [x], [means], (b, _) => GlobalAveragePool.Forward<float>(b[0].Span, s_global, b[1].Span));
        yield return new("GlobalAveragePool gradient", [dMeans], [dX], (b, _) => GlobalAveragePool.Backward<float>(b[0].Span, s_global, b[1].Span));
        yield return new("GlobalLpPool", [x], [means], (b, _) => GlobalLpPool.Forward<float>(b[0].Span, s_global, 2, b[1].Span));
        yield return new("GlobalLpPool gradient", [dMeans, x], [dX], (b, _) => GlobalLpPool.Backward<float>(b[0].Span, b[1].Span, s_global, 2, b[2].Span));
        yield return new("MaxUnpool", [("x", Out)], [("y", In)], (b, i) => MaxUnpool.Forward<float>(b[0].Span, i.Span, s_unpool, b[1].Span)) { Positions = "indices", PositionCount = Out };
        yield return new("MaxUnpool gradient", [("dY", In)], [("dX", Out)], (b, i) => MaxUnpool.Backward<float>(b[0].Span, i.Span, s_unpool, b[1].Span)) { Positions = "indices", PositionCount = Out };
    }

    [TestCaseSource(nameof(Calls))]
    public void The_right_buffers_are_taken(Call call) => Assert.That(() => call.Run(Floats(call), Positions(call)), Throws.Nothing);

    [TestCaseSource(nameof(Calls))]
    public void Another_length_is_refused(Call call)
    {
        (string Name, int Length)[] buffers = [.. call.Read, .. call.Written];
        foreach (int by in (int[])[-1, 1, 1000])
        {
            for (int wrong = 0; wrong < buffers.Length; wrong++)
            {
                Memory<float>[] floats = Floats(call, (wrong, by));
                AssertRefused(call, floats, Positions(call), $"length of {buffers[wrong].Name}: found {buffers[wrong].Length + by}; allowed: {buffers[wrong].Length} for shape 1x2x");
            }
            if (call.Positions is { } name)
                AssertRefused(call, Floats(call), Positions(call, by), $"length of {name}: found {call.PositionCount + by}; allowed: {call.PositionCount} for shape 1x2x2x3");
        }
    }

    [TestCaseSource(nameof(Calls))]
    public void Shared_memory_is_refused(Call call)
    {
        int last = call.Read.Length;
        (string written, int length) = call.Written[0];
        for (int other = 0; other < last; other++)
        {
            (string read, int otherLength) = call.Read[other];
            // The same beginning, one element at either end, and all of the smaller one.
            foreach (int offset in (int[])[0, otherLength - 1, 1 - length, Math.Min(length, otherLength) / 2])
            {
                float[] memory = new float[2 * (length + otherLength)];
                Memory<float>[] floats = Floats(call);
                floats[other] = memory.AsMemory(length, otherLength);
                floats[last] = memory.AsMemory(length + offset, length);
                AssertRefused(call, floats, Positions(call), $"memory of {written}: found some that {read} has too; allowed: memory of its own");
            }
            float[] neighbours = new float[length + otherLength];
            Memory<float>[] apart = Floats(call);
            apart[other] = neighbours.AsMemory(0, otherLength);
            apart[last] = neighbours.AsMemory(otherLength, length);
            Assert.That(() => call.Run(apart, Positions(call)), Throws.Nothing, "neighbours");
        }
    }

    [TestCaseSource(nameof(Calls))]
    public void Positions_in_memory_of_elements_are_refused(Call call)
    {
        if (call.Positions is not { } name) return;
        (string written, _) = call.Written[0];
        for (int shared = 0; shared <= call.Read.Length; shared++)
        {
            bool isWritten = shared == call.Read.Length;
            // What is only read may share memory.
            if (!isWritten && !call.WritesPositions) continue;
            Memory<float>[] floats = Floats(call);
            long[] positions = Positions(call, by: In).ToArray();
            using var view = new FloatView(positions);
            floats[shared] = view.Memory.Slice(2 * call.PositionCount - 1, floats[shared].Length);
            (string output, string other) = call.WritesPositions ? (name, isWritten ? written : call.Read[shared].Name) : (written, name);
            AssertRefused(call, floats, positions.AsMemory(0, call.PositionCount), $"memory of {output}: found some that {other} has too; allowed: memory of its own");
        }
    }

    [Test]
    public void Inputs_may_share_memory()
    {
        // dY and x of one window over one element.
        var one = PoolGeometry.Resolve([1, 1, 1], new PoolAttributes { KernelShape = [1] });
        float[] x = [3], dx = [0];
        MaxPool.Backward<float>(x, x, one, dx);
        Assert.That(dx, Is.EqualTo(x));
    }

    [Test]
    public void A_geometry_of_another_kind_or_with_another_attribute_is_refused()
    {
        float[] x = new float[In], y = new float[Out], means = new float[Planes];
        Refuses(() => MaxPool.Forward<float>(x, s_global, means), "geometry: found whole planes; allowed: windows, from PoolGeometry.Resolve");
        Refuses(() => AveragePool.Forward<float>(x, s_global, means), "geometry: found whole planes");
        Refuses(() => LpPool.Backward<float>(means, x, s_global, 2, new float[In]), "geometry: found whole planes");
        Refuses(() => GlobalMaxPool.Forward<float>(x, s_windows, y), "geometry: found windows; allowed: whole planes, from PoolGeometry.Global");
        Refuses(() => GlobalAveragePool.Backward<float>(y, s_windows, x), "geometry: found windows");
        Refuses(() => GlobalLpPool.Forward<float>(x, s_windows, 2, y), "geometry: found windows");
        var padded = PoolGeometry.Resolve(s_shape, new PoolAttributes { KernelShape = [2, 2], CountIncludePad = 1 });
        var ordered = PoolGeometry.Resolve(s_shape, new PoolAttributes { KernelShape = [2, 2], StorageOrder = 1 });
        var last = PoolGeometry.Resolve(s_shape, new PoolAttributes { KernelShape = [2, 2], StorageOrder = 1, Layout = PoolLayout.Nhwc });
        Refuses(() => MaxPool.Forward<float>(x, padded, y), "count_include_pad: found 1; allowed: 0: MaxPool does not have it");
        Refuses(() => MaxPool.Forward<float>(x, last, new float[last.OutputCount]), "storage_order: found 1 with layout NHWC");
        Refuses(() => AveragePool.Forward<float>(x, ordered, y), "storage_order: found 1; allowed: 0: AveragePool does not have it");
        Refuses(() => LpPool.Forward<float>(x, padded, 2, y), "count_include_pad: found 1; allowed: 0: LpPool does not have it");
        Assert.That(() => MaxPool.Forward<float>(x, null!, y), Throws.ArgumentNullException);
        Assert.That(() => GlobalMaxPool.Forward<float>(x, (PoolGeometry)null!, means), Throws.ArgumentNullException);
        Assert.That(() => MaxUnpool.Forward<float>(y, new long[Out], null!, x), Throws.ArgumentNullException);

        static void Refuses(Action call, string message) => Assert.That(call, Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith(message));
    }

    [Test]
    public void A_geometry_keeps_what_the_attributes_say()
    {
        var attributes = new PoolAttributes { KernelShape = [2, 2], Pads = [1, 0, 0, 1], CountIncludePad = 1 };
        float[] x = [.. Enumerable.Range(1, In).Select(i => (float)i)];
        var geometry = PoolGeometry.Resolve(s_shape, attributes);
        float[] once = new float[geometry.OutputCount], again = new float[once.Length];
        AveragePool.Forward<float>(x, s_shape, attributes, once);
        AveragePool.Forward<float>(x, geometry, again);
        Assert.That(again, Is.EqualTo(once));
        Assert.That(again[0], Is.EqualTo((1 + 2) / 4f), "the padding counts");
        var columns = PoolGeometry.Resolve(s_shape, new PoolAttributes { KernelShape = [2, 2], StorageOrder = 1 });
        var indices = new long[Out];
        MaxPool.Forward<float>(x, columns, new float[Out], indices);
        Assert.That(indices[..2], Is.EqualTo((long[])[4, 7]));
    }

    static Memory<long> Positions(Call call, int by = 0) => Enumerable.Repeat(call.Position, call.PositionCount + by).ToArray();

    static Memory<float>[] Floats(Call call, (int Buffer, int By) wrong = default)
    {
        int i = 0;
        return [.. call.Read.Concat(call.Written).Select(b => Enumerable.Repeat(12.5f, b.Length + (i++ == wrong.Buffer ? wrong.By : 0)).ToArray().AsMemory())];
    }

    static void AssertRefused(Call call, Memory<float>[] floats, Memory<long> positions, string message)
    {
        byte[][] before = Everything(floats, positions);
        Assert.That(() => call.Run(floats, positions), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith(message));
        Assert.That(Everything(floats, positions), Is.EqualTo(before), "something was written");
    }

    static byte[][] Everything(Memory<float>[] floats, Memory<long> positions) =>
        [.. floats.Select(f => MemoryMarshal.AsBytes(f.Span).ToArray()), MemoryMarshal.AsBytes(positions.Span).ToArray()];
}
