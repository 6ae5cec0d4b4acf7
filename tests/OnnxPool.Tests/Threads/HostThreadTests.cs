using OnnxPool.Conformance;

namespace OnnxPool.Tests.Threads;

/// <summary>Calls that are shared among the threads of a host.</summary>
[TestFixture]
public unsafe class HostThreadTests
{
    [ThreadStatic]
    static int s_parts;

    [TestCase("MaxPool:12 float 2x16x64x64 kernel_shape=3,3")]
    [TestCase("MaxPool:12 float 2x16x64x64 kernel_shape=3,3 strides=2,2 outputs=Y,Indices")]
    [TestCase("AveragePool:19 float 2x16x64x64 kernel_shape=3,3 pads=1,1,1,1")]
    [TestCase("GlobalAveragePool:1 float 2x64x48x48")]
    [TestCase("LpPool:18 float 2x16x64x64 kernel_shape=3,3")]
    public void A_call_allocates_nothing_and_gives_the_same(string line)
    {
        var problem = Problem.Parse(line);
        Tensor x = ProblemData.Inputs(problem, 1)[0];
        Tensor[] expected = new OnnxPoolRunner().Run(problem, [x]);
        PoolPlan plan = problem.Bind().Plan([new InputFacts(x.Type, [.. x.Shape])]);
        Tensor y = new(x.Type, plan.OutputShape), indices = new(ElementType.Int64, plan.OutputShape);
        long allocated = 0;
        s_parts = 0;
        HostThreads.Lend(new HostThreads(0, 4, &InTurn));
        try
        {
            for (int call = 0; call < 20; call++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                plan.Run(new PoolBuffers { Data = x.Bytes, Result = y.Bytes, Indices = expected.Length > 1 ? indices.Values<long>() : [] });
                // The first calls may rent what later ones have.
                if (call >= 2) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
        finally
        {
            HostThreads.Lend(default);
        }
        Assert.That(s_parts, Is.GreaterThanOrEqualTo(2 * 20), "the host's threads did it");
        Assert.That(allocated, Is.Zero);
        Assert.That(y.Bytes.SequenceEqual(expected[0].Bytes));
        if (expected.Length > 1) Assert.That(indices.Bytes.SequenceEqual(expected[1].Bytes));
    }

    // The last first: parts may not count on those before them.
    static void InTurn(nint host, int parts, nint work)
    {
        s_parts += parts;
        for (int part = parts - 1; part >= 0; part--) HostThreads.RunPart(work, part);
    }
}
