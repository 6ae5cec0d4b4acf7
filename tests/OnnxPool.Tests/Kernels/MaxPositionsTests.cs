using System.Numerics;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Kernels;

/// <summary>
/// What only the kernels for positions do, on rows of several parts and windows of many taps, against <see cref="MaxScan{T}"/>, which the
/// oracle has checked.
/// </summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
[TestFixture(typeof(Half))]
[TestFixture(typeof(BFloat16))]
[TestFixture(typeof(sbyte))]
[TestFixture(typeof(byte))]
[Parallelizable(ParallelScope.All)]
sealed class MaxPositionsTests<T> where T : unmanaged, INumber<T>
{
    static readonly MaxScan<T> s_scan = new();

    static IEnumerable<MaxKernel<T>> Kernels =>
        MaxKernels<T>.Table.Kernels.Where(k => k.Name.StartsWith("max-positions", StringComparison.Ordinal));

    static IEnumerable<(long[] Shape, PoolAttributes Attributes)> Problems()
    {
        // Rows of more than one part, by every way along the row.
        yield return ([1, 2, 1300], new() { KernelShape = [3], Pads = [1, 1] });
        yield return ([2, 1, 1300], new() { KernelShape = [3], Strides = [2], Pads = [2, 1], CeilMode = 1 });
        yield return ([1, 2, 2301], new() { KernelShape = [2], Strides = [2] });
        yield return ([1, 1, 1201], new() { KernelShape = [1] });
        yield return ([2, 1, 1900], new() { KernelShape = [4], Strides = [3], Dilations = [2], Pads = [0, 5] });
        yield return ([1, 1, 3, 1100], new() { KernelShape = [2, 9], Dilations = [1, 3], Pads = [1, 20, 0, 7] });
        yield return ([1, 1, 2, 1400], new() { KernelShape = [2, 300], Strides = [1, 2], Pads = [0, 299, 1, 299] });
        yield return ([1, 1, 1500], new() { KernelShape = [700], Strides = [5], Pads = [600, 0] });
        // Doubling: below, at and above powers of two.
        foreach (long taps in (long[])[4, 5, 7, 8, 9, 13, 16, 17])
        {
            yield return ([1, 2, 9, 21], new() { KernelShape = [3, taps], Pads = [1, taps / 2, 1, taps / 2] });
            yield return ([1, 1, 19, 21], new() { KernelShape = [taps, taps], Strides = [2, 2], Pads = [2, 3, 2, 3], CeilMode = 1 });
            yield return ([2, 1, 3, 40], new() { KernelShape = [1, taps], Strides = [1, 3], Dilations = [1, 2], Pads = [0, 2, 0, 9] });
        }
        // More taps in a window than a byte or a signed byte counts.
        yield return ([1, 2, 20, 20], new() { KernelShape = [17, 18] });
        yield return ([1, 1, 13, 12], new() { KernelShape = [13, 11], Strides = [1, 1] });
        // Pairs and single columns over several rows of taps, in planes so small that registers pass many rows.
        yield return ([2, 3, 4, 4, 6], new() { KernelShape = [2, 2, 2], Strides = [2, 2, 2] });
        yield return ([3, 5, 6, 2], new() { KernelShape = [2, 2], Strides = [2, 2] });
        yield return ([2, 3, 5, 5], new() { KernelShape = [3, 1], Pads = [1, 0, 1, 0] });
        yield return ([2, 4, 5, 5], new() { KernelShape = [1, 2], Strides = [1, 2], Pads = [0, 0, 0, 1] });
        yield return ([2, 4, 5, 5], new() { KernelShape = [1, 2], Strides = [1, 2], Pads = [0, 1, 0, 0] });
    }

    static IEnumerable<TestCaseData> KernelsAndKinds() =>
        from kernel in Kernels
        from kind in (DataKind[])[DataKind.Ties, DataKind.Special, DataKind.Infinite]
        select new TestCaseData(kernel, kind);

    [TestCaseSource(nameof(KernelsAndKinds))]
    public void Long_rows_and_windows_agree_with_the_scan(MaxKernel<T> kernel, DataKind kind)
    {
        int seed = 0;
        foreach ((long[] shape, PoolAttributes attributes) in Problems())
        {
            var geometry = PoolGeometry.Resolve(shape, attributes);
            Assert.That(kernel.WhyNot(new KernelRequest(geometry, Winners: true)), Is.Null);
            T[] x = ProblemData.Create(ElementTypes.Of<T>(), shape, kind, "positions", ++seed).Values<T>().ToArray();
            (T[] y, long[] winners) = KernelRuns.Max(s_scan, geometry, x, winners: true, atEnd: true);
            foreach (bool atEnd in (bool[])[false, true])
            {
                (T[] actual, long[] positions) = KernelRuns.Max(kernel, geometry, x, winners: true, atEnd);
                Bits.AssertEqual<T>(actual, y, Text);
                Bits.AssertEqual<long>(positions, winners, Text);
            }

            string Text() => $"{kernel} {Shapes.Format(shape)} kernel_shape={string.Join(',', attributes.KernelShape!)}";
        }
    }

    [TestCaseSource(nameof(Kernels))]
    public void A_part_of_the_output_rows_is_all_that_is_written(MaxKernel<T> kernel)
    {
        foreach ((long[] shape, PoolAttributes attributes) in Problems())
        {
            var geometry = PoolGeometry.Resolve(shape, attributes);
            T[] x = ProblemData.Create(ElementTypes.Of<T>(), shape, DataKind.Special, "parts", 1).Values<T>().ToArray();
            (T[] whole, long[] allWinners) = KernelRuns.Max(s_scan, geometry, x, winners: true, atEnd: true);
            int rows = kernel.Units(geometry), rowLength = whole.Length / rows;
            var random = new Random(rows);
            for (int from = 0, to; from < rows; from = to)
            {
                to = random.Next(from, rows) + 1;
                (T[] y, long[] winners) = (new T[whole.Length], new long[whole.Length]);
                Bits.Junk<T>(y);
                Bits.Junk<long>(winners);
                (T[] expected, long[] positions) = ([.. y], [.. winners]);
                Range part = (from * rowLength)..(to * rowLength);
                whole[part].CopyTo(expected.AsSpan(part));
                allWinners[part].CopyTo(positions.AsSpan(part));
                kernel.Run(geometry, new UnitRange(from, to), x, y, winners);
                Bits.AssertEqual<T>(y, expected, () => $"{kernel} {Shapes.Format(shape)} rows {from} to {to}");
                Bits.AssertEqual<long>(winners, positions, () => $"{kernel} {Shapes.Format(shape)} rows {from} to {to}");
            }
        }
    }

    [Test]
    public void Windows_too_long_or_too_far_apart_are_left_to_others()
    {
        var longWindow = PoolGeometry.Resolve([1, 1, 2], new() { KernelShape = [2], Dilations = [70_000], Pads = [70_000, 0] });
        var farApart = PoolGeometry.Resolve([1, 1, 100], new() { KernelShape = [2], Strides = [40] });
        foreach (MaxKernel<T> kernel in Kernels)
        {
            Assert.That(kernel.WhyNot(new KernelRequest(longWindow, Winners: true)), Does.Contain("longer than 65536"));
            Assert.That(kernel.WhyNot(new KernelRequest(farApart, Winners: true)), Does.Contain("leave out"));
        }
    }
}
