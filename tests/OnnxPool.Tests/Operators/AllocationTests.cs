using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool.Tests.Operators;

/// <summary>A call on a ready geometry allocates nothing, whether threads share it or not.</summary>
sealed class AllocationTests
{
    const int Calls = 3;

    // What another test does may empty the array pool between two calls, but hardly each time.
    const int Attempts = 20;

    static readonly PoolAttributes s_windows = new() { KernelShape = [3, 2], Strides = [2, 1], Pads = [1, 0, 1, 1] };
    static readonly PoolAttributes s_columnMajor = new() { KernelShape = [2, 2], Strides = [2, 2], StorageOrder = 1 };
    static readonly PoolAttributes s_included = new() { KernelShape = [3, 3], Dilations = [1, 2], Pads = [1, 1, 1, 1], CountIncludePad = 1 };
    static readonly PoolAttributes s_channelsLast = new() { KernelShape = [3, 3], Strides = [2, 2], Pads = [1, 1, 1, 1], Layout = PoolLayout.Nhwc };

    [Test]
    public void Floats([Values(1, 3)] int threads) => Check<float>(threads);

    [Test]
    public void Doubles([Values(1, 3)] int threads) => Check<double>(threads);

    [Test]
    public void Halves([Values(1, 3)] int threads) => Check<Half>(threads);

    [Test]
    public void BFloats([Values(1, 3)] int threads) => Check<BFloat16>(threads);

    [Test]
    public void Bytes([Values(1, 3)] int threads)
    {
        Each<byte>(threads, (shape, failures) =>
        {
            Maxima<byte>("uint8", shape, s_windows, failures);
            Maxima<sbyte>("int8", shape, s_windows, failures);
        });
    }

    static void Check<T>(int threads) where T : unmanaged, INumber<T> => Each<T>(threads, (shape, failures) =>
    {
        foreach (PoolAttributes attributes in (PoolAttributes[])[s_windows, s_columnMajor, s_channelsLast])
        {
            Maxima<T>("max", shape, attributes, failures);
            MaxGradients<T>(shape, attributes, failures);
        }
        foreach (PoolAttributes attributes in (PoolAttributes[])[s_windows, s_included, s_channelsLast]) Averages<T>(shape, attributes, failures);
        Norms<T>(shape, failures);
        Planes<T>(shape, PoolLayout.Nchw, failures);
        Planes<T>(shape, PoolLayout.Nhwc, failures);
        Unpooling<T>(shape, failures);
    });

    // So many threads as a user would set it: where the work is worth them, and only then.
    static void Each<T>(int threads, Action<long[], List<string>> check) where T : unmanaged
    {
        // As small as is worth two threads.
        long[] shape = threads == 1 ? [1, 4, 12, 13] : [16 / Unsafe.SizeOf<T>(), 4, 64, 65];
        int before = PoolThreads.Count;
        PoolThreads.Count = threads;
        try
        {
            var failures = new List<string>();
            check(shape, failures);
            Assert.That(failures, Is.Empty);
        }
        finally
        {
            PoolThreads.Count = before;
        }
    }

    static void Maxima<T>(string name, long[] shape, PoolAttributes attributes, List<string> failures) where T : unmanaged, INumber<T>
    {
        var geometry = PoolGeometry.Resolve(shape, attributes);
        T[] x = Values<T>(geometry.InputCount), y = new T[geometry.OutputCount];
        var indices = new long[y.Length];
        Measure($"{name} {Shapes.Format(shape)}", () => MaxPool.Forward<T>(x, geometry, y), failures);
        Measure($"{name} with indices {Shapes.Format(shape)}", () => MaxPool.Forward<T>(x, geometry, y, indices), failures);
    }

    static void MaxGradients<T>(long[] shape, PoolAttributes attributes, List<string> failures) where T : unmanaged, INumber<T>
    {
        var geometry = PoolGeometry.Resolve(shape, attributes);
        T[] x = Values<T>(geometry.InputCount), y = new T[geometry.OutputCount], dx = new T[x.Length];
        T[] dy = Values<T>(y.Length);
        var indices = new long[y.Length];
        MaxPool.Forward<T>(x, geometry, y, indices);
        foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
            Measure($"max gradient {ties} {Shapes.Format(shape)}", () => MaxPool.Backward<T>(dy, x, geometry, dx, ties), failures);
        Measure($"max gradient by indices {Shapes.Format(shape)}", () => MaxPool.Backward<T>(dy, indices, geometry, dx), failures);
    }

    static void Averages<T>(long[] shape, PoolAttributes attributes, List<string> failures) where T : unmanaged, INumber<T>
    {
        var geometry = PoolGeometry.Resolve(shape, attributes);
        T[] x = Values<T>(geometry.InputCount), y = new T[geometry.OutputCount], dx = new T[x.Length];
        T[] dy = Values<T>(y.Length);
        Measure($"average {Shapes.Format(shape)}", () => AveragePool.Forward<T>(x, geometry, y), failures);
        Measure($"average gradient {Shapes.Format(shape)}", () => AveragePool.Backward<T>(dy, geometry, dx), failures);
    }

    static void Norms<T>(long[] shape, List<string> failures) where T : unmanaged, INumber<T>
    {
        var geometry = PoolGeometry.Resolve(shape, s_windows);
        T[] x = Values<T>(geometry.InputCount), y = new T[geometry.OutputCount], dx = new T[x.Length];
        T[] dy = Values<T>(y.Length);
        foreach (double p in (double[])[1, 2, 3])
        {
            Measure($"norm {p} {Shapes.Format(shape)}", () => LpPool.Forward<T>(x, geometry, p, y), failures);
            Measure($"norm {p} gradient {Shapes.Format(shape)}", () => LpPool.Backward<T>(dy, x, geometry, p, dx), failures);
        }
    }

    static void Planes<T>(long[] shape, PoolLayout layout, List<string> failures) where T : unmanaged, INumber<T>
    {
        var geometry = PoolGeometry.Global(shape, layout);
        T[] x = Values<T>(geometry.InputCount), y = new T[geometry.OutputCount], dx = new T[x.Length];
        T[] dy = Values<T>(y.Length);
        Measure($"global average {layout}", () => GlobalAveragePool.Forward<T>(x, geometry, y), failures);
        Measure($"global average gradient {layout}", () => GlobalAveragePool.Backward<T>(dy, geometry, dx), failures);
        Measure($"global max {layout}", () => GlobalMaxPool.Forward<T>(x, geometry, y), failures);
        Measure($"global max gradient {layout}", () => GlobalMaxPool.Backward<T>(dy, x, geometry, dx), failures);
        Measure($"global norm {layout}", () => GlobalLpPool.Forward<T>(x, geometry, 2, y), failures);
        Measure($"global norm gradient {layout}", () => GlobalLpPool.Backward<T>(dy, x, geometry, 2, dx), failures);
    }

    static void Unpooling<T>(long[] shape, List<string> failures) where T : unmanaged, INumber<T>
    {
        var geometry = UnpoolGeometry.Resolve(shape, new PoolAttributes { KernelShape = [2, 2], Strides = [2, 2] });
        T[] x = Values<T>(geometry.InputCount), y = new T[geometry.OutputCount];
        long[] indices = [.. Enumerable.Range(0, x.Length).Select(i => (long)i * 3)];
        Measure($"unpool {Shapes.Format(shape)}", () => MaxUnpool.Forward<T>(x, indices, geometry, y), failures);
        Measure($"unpool gradient {Shapes.Format(shape)}", () => MaxUnpool.Backward<T>(y, indices, geometry, x), failures);
    }

    static T[] Values<T>(long count) where T : unmanaged, INumber<T> =>
        [.. Enumerable.Range(0, (int)count).Select(i => T.CreateTruncating((i * 37 % 19) - 4))];

    static void Measure(string name, Action call, List<string> failures)
    {
        for (int i = 0; i < Calls; i++) call();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Calls; i++) call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        if (least > 0) failures.Add($"{name}: {least} bytes in {Calls} calls");
    }
}
