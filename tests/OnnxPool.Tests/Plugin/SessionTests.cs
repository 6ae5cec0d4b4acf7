using System.Diagnostics;
using System.Runtime.CompilerServices;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;
using OnnxPool.Plugin;

namespace OnnxPool.Tests.Plugin;

/// <summary>Many sessions, many threads, shapes that change.</summary>
[TestFixture]
public class SessionTests
{
    // Enough elements for two threads, and winners that a wrong order would change.
    static readonly Problem[] s_problems =
    [
        Problem.Parse("MaxPool:12 float 2x4x65x63 kernel_shape=3,3 strides=2,2 pads=1,1,1,1 data=ties outputs=Y,Indices"),
        Problem.Parse("AveragePool:22 float16 2x4x65x63 kernel_shape=3,3 pads=1,1,1,1"),
        Problem.Parse("MaxPoolGrad:1 float 2x4x65x63 kernel_shape=3,3 ties=equal data=ties inputs=dY,X"),
    ];

    [Test]
    public void Eight_threads_on_one_session_get_the_same([ValueSource(nameof(s_problems))] Problem problem)
    {
        using OrtSession session = PluginRuns.Open(ProblemModel.Build(problem), threads: 2);
        Hammer(Enumerable.Repeat(session, 8), problem, runs: 200);
    }

    [Test]
    public void It_does_not_matter_whose_threads_they_are([Values] KernelThreads whose)
    {
        using OrtSession session = PluginRuns.Open(ProblemModel.Build(s_problems[0]), configure: o => o.Threads = whose, threads: 2);
        Hammer([session, session], s_problems[0], runs: 25);
    }

    [TestCase(KernelThreads.OnnxRuntime, true)]
    [TestCase(KernelThreads.OnnxPool, false)]
    [TestCase(KernelThreads.None, false)]
    public void The_threads_of_a_session_share_a_call_only_if_they_may(KernelThreads whose, bool shared)
    {
        if (Environment.ProcessorCount < 2) Assert.Ignore("one processor has nobody to share with");
        Problem problem = Problem.Parse("MaxPool:22 float 4x16x128x128 kernel_shape=3,3 data=ties");
        int spread = 0;
        try
        {
            Border.Entered = function => spread += function == "Spread" ? 1 : 0;
            using OrtSession session = PluginRuns.Open(ProblemModel.Build(problem), configure: o => o.Threads = whose, threads: 2);
            PluginRuns.AssertSame(session.Run(ProblemData.Feeds(problem, 1), problem.Outputs), PluginRuns.Own(problem));
        }
        finally
        {
            Border.Entered = null;
        }
        Assert.That(spread, Is.EqualTo(shared ? 1 : 0));
    }

    [TestCase(KernelThreads.OnnxRuntime, true, 0)]
    [TestCase(KernelThreads.OnnxPool, false, 0)]
    [TestCase(KernelThreads.None, true, 1)]
    public unsafe void Threads_are_lent_only_for_a_call(KernelThreads whose, bool lent, int count)
    {
        RuntimeThreads threads = default;
        RuntimeThreads.Lend(&threads, whose);
        HostThreads current = HostThreads.Current;
        RuntimeThreads.TakeBack();
        Assert.That(current.IsPresent, Is.EqualTo(lent));
        if (lent) Assert.That(current.Count, Is.EqualTo(count > 0 ? count : Environment.ProcessorCount));
        Assert.That(HostThreads.Current.IsPresent, Is.False);
    }

    [Test]
    public void Sessions_that_nobody_disposes_live_as_long_as_they_run()
    {
        Problem problem = s_problems[0];
        byte[] model = ModelFile.ToBytes(ProblemModel.Build(problem));
        Dictionary<string, Tensor> feeds = ProblemData.Feeds(problem, 1);
        Tensor[] expected = PluginRuns.Own(problem);
        try
        {
            Border.Entered = function => Collect(function == "Compute");
            for (int i = 0; i < 20; i++)
                PluginRuns.AssertSame(new OrtSession(model, new OrtSettings { Configure = options => options.UseOnnxPool(o => o.Claim = ClaimPolicy.Always) }).Run(feeds, problem.Outputs), expected);
        }
        finally
        {
            Border.Entered = null;
        }
    }

    static void Collect(bool isCall)
    {
        if (!isCall) return;
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [Test]
    public void Eight_sessions_at_once_get_the_same()
    {
        Problem problem = s_problems[0];
        OrtSession[] sessions = [.. Enumerable.Range(0, 8).Select(_ => PluginRuns.Open(ProblemModel.Build(problem), threads: 2))];
        Hammer(sessions, problem, runs: 200);
        foreach (OrtSession session in sessions) session.Dispose();
    }

    [Test]
    public void Sessions_leave_nothing_behind()
    {
        // So many nodes that little left behind by each would show.
        const int Nodes = 60;
        foreach (string domain in (string[])[OperatorTable.OwnDomain, OperatorTable.StandardDomain])
        {
            var builder = new ModelBuilder(22);
            if (domain.Length > 0) builder.Import(domain, 1);
            builder.Input("X0", ElementType.Float, [1, 2, 6, 6]);
            for (int i = 0; i < Nodes; i++) builder.Node("MaxPool", [$"X{i}"], [$"X{i + 1}"], [new("kernel_shape", AttributeValue.Of([1L, 1L]))], $"pool{i}", domain);
            ModelProto model = builder.Output($"X{Nodes}", ElementType.Float).Build();
            Tensor x = ProblemData.Inputs(Problem.Parse("Flatten:22 float 1x2x6x6"), 1)[0];
            Dictionary<string, Tensor> feeds = new() { ["X0"] = x };
            AssertLevel(() =>
            {
                using OrtSession session = PluginRuns.Open(model, threads: 2);
                PluginRuns.AssertSame(session.Run(feeds, [$"X{Nodes}"]), [x]);
            });
        }
    }

    [Test]
    public void A_session_that_is_gone_holds_nothing()
    {
        WeakReference[] gone = [.. Enumerable.Range(0, 4).Select(i => OpenAndClose(i % 2 == 0 ? "MaxPool:22 float 1x1x4x4 kernel_shape=2,2" : "ai.onnxpool.MaxPool:1 float 1x1x4x4 kernel_shape=2,2"))];
        for (int i = 0; i < 3; i++) Collect(isCall: true);
        Assert.That(gone.Select(g => g.IsAlive), Has.All.False);
    }

    // The provider holds the statistics, and is held by what its session has not released.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference OpenAndClose(string line)
    {
        var statistics = new OnnxPoolStatistics();
        PluginRuns.Open(ProblemModel.Build(Problem.Parse(line)), statistics).Dispose();
        return new WeakReference(statistics);
    }

    /// <summary>Asserts that what is done 500 times leaves neither memory nor threads.</summary>
    internal static void AssertLevel(Action once)
    {
        (long memory, long managed, int threads) = (0, 0, 0);
        for (int i = 0; i < 500; i++)
        {
            once();
            if (i == 100) (memory, managed, threads) = Measure();
        }
        (long memoryAfter, long managedAfter, int threadsAfter) = Measure();
        Assert.That(memoryAfter - memory, Is.LessThan(16 << 20));
        Assert.That(managedAfter - managed, Is.LessThan(4 << 20));
        Assert.That(threadsAfter - threads, Is.LessThan(4));
    }

    [Test]
    public void A_session_takes_shapes_as_they_come()
    {
        ModelProto model = new ModelBuilder(22)
            .Input(ValueTypes.Named("X", ValueTypes.Tensor(ElementType.Float)))
            .Node("MaxPool", ["X"], ["Y", "Indices"], [new("kernel_shape", AttributeValue.Of([2L, 3L])), new("ceil_mode", AttributeValue.Of(1)), new("strides", AttributeValue.Of([2L, 2L]))], "pool")
            .Output("Y", ElementType.Float).Output("Indices", ElementType.Int64).Build();
        var statistics = new OnnxPoolStatistics();
        using OrtSession session = PluginRuns.Open(model, statistics);
        // More shapes than a node remembers, and each again.
        long[][] shapes = [.. from n in Enumerable.Range(0, 3) from h in Enumerable.Range(3, 5) from w in Enumerable.Range(3, 3) select (long[])[n, 2, h, w]];
        foreach (long[] shape in shapes.Concat(shapes))
        {
            Problem problem = Problem.Parse($"MaxPool:22 float {Shapes.Format(shape)} kernel_shape=2,3 ceil_mode=1 strides=2,2 data=ties outputs=Y,Indices");
            PluginRuns.AssertSame(session.Run(ProblemData.Feeds(problem, 1), ["Y", "Indices"]), PluginRuns.Own(problem));
        }
        Assert.That(statistics.Calls, Is.EqualTo(2 * shapes.Length));
        var refused = Assert.Throws<OrtRefusedException>(() => session.Run(ProblemData.Feeds(Problem.Parse("GlobalMaxPool:22 float 1x2x5"), 1), ["Y"]));
        Assert.That(refused!.Message, Does.Contain("MaxPool-22 node 'pool'").And.Contain("kernel_shape: found 2,3; allowed: 1 values >= 1"));
    }

    [Test]
    public void A_session_takes_shapes_that_come_as_values()
    {
        ModelProto model = new ModelBuilder(22).Import(OperatorTable.OwnDomain, 1)
            .Input("X", ElementType.Float, [1, 1, 2, 2]).Input("I", ElementType.Int64, [1, 1, 2, 2]).Input("output_shape", ElementType.Int64, [4])
            .Node("MaxUnpool", ["X", "I", "output_shape"], ["Y"], [new("kernel_shape", AttributeValue.Of([2L, 2L]))], "unpool", OperatorTable.OwnDomain)
            .Output("Y", ElementType.Float).Build();
        using OrtSession session = PluginRuns.Open(model);
        Dictionary<string, Tensor> feeds = new() { ["X"] = Tensor.Of<float>([1, 1, 2, 2], [3, 1, 4, 1]), ["I"] = Tensor.Of<long>(ElementType.Int64, [1, 1, 2, 2], [0, 3, 5, 11]) };
        foreach (long[] shape in (long[][])[[1, 1, 3, 4], [1, 1, 4, 3], [1, 1, 3, 4], [1, 1, 2, 6]])
        {
            feeds["output_shape"] = Tensor.Of<long>(ElementType.Int64, [4], shape);
            Tensor y = session.Run(feeds, ["Y"])[0];
            Assert.That(y.Shape.ToArray(), Is.EqualTo(shape));
            Assert.That(y.Values<float>().ToArray(), Is.EqualTo(new float[] { 3, 0, 0, 1, 0, 4, 0, 0, 0, 0, 0, 1 }));
        }
    }

    static void Hammer(IEnumerable<OrtSession> sessions, Problem problem, int runs)
    {
        Tensor[] expected = PluginRuns.Own(problem);
        Dictionary<string, Tensor> feeds = ProblemData.Feeds(problem, 1);
        var errors = new List<Exception>();
        Thread[] threads = [.. sessions.Select(session => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < runs; i++)
                {
                    IReadOnlyList<Tensor> found = session.Run(feeds, problem.Outputs);
                    for (int o = 0; o < found.Count; o++)
                        if (!found[o].Bytes.SequenceEqual(expected[o].Bytes)) throw new InvalidOperationException($"run {i}, output {o} differs");
                }
            }
            catch (Exception e)
            {
                lock (errors) errors.Add(e);
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.That(errors, Is.Empty);
    }

    static (long Memory, long Managed, int Threads) Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using Process process = Process.GetCurrentProcess();
        return (process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: true), process.Threads.Count);
    }
}
