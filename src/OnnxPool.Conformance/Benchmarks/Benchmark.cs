using Microsoft.ML.OnnxRuntime;

namespace OnnxPool.Conformance;

/// <summary>
/// Times problems: this project's operator, ONNX Runtime without and with graph optimization, and a plain copy of as many bytes. They take turns in one process,
/// so that what disturbs the machine disturbs all. Each works on buffers of its own that are there before the first call.
/// </summary>
/// <param name="options">How long, on how many threads, against whom.</param>
/// <param name="probes">Where ONNX Runtime with optimization is tried first: on some models it ends its process.</param>
public sealed class Benchmark(BenchmarkOptions options, WorkerPool probes)
{
    // The slower setting of ONNX Runtime is left out of the rounds where it is so many times slower.
    const double Hopeless = 3;

    // Copies of the data: the tensors, ours, those of two settings of ONNX Runtime, the copied bytes, and one on its way to a child process and there.
    const int Copies = 8;

    // What no cache holds of it is read from memory and written there.
    const long BeyondCaches = 1L << 29;

    /// <summary>Checks, without measuring, that a problem can be timed.</summary>
    /// <exception cref="InvalidPoolingException">The problem is invalid, has no element to read or to write, or needs more memory than there is.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type without arithmetic, or inputs that no call on spans takes.</exception>
    public static void Require(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        OwnSide.Require(problem);
        (ElementType Type, long[] Shape)[] tensors =
        [
            .. problem.Inputs.Select(name => ProblemInputs.Declare(problem, name)),
            .. problem.Outputs.Select((_, i) => (i == 0 ? problem.Type : ElementType.Int64, problem.OutputShape())),
        ];
        long need = Copies * tensors.Sum(t => (long)t.Type.ByteCount(Shapes.ElementCount(t.Shape)));
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (need > available)
            throw new InvalidPoolingException("tensor size", $"{Shapes.Format(problem.Shape)}, which takes about {need >> 20} MiB to time", $"what fits in {available >> 20} MiB");
    }

    /// <summary>Times a problem. Meanwhile <see cref="PoolThreads.Count"/> is that of the options.</summary>
    /// <exception cref="PoolingException">As <see cref="Require"/>.</exception>
    public BenchmarkResult Measure(Problem problem)
    {
        Require(problem);
        int threads = PoolThreads.Count;
        PoolThreads.Count = options.Threads;
        try
        {
            return Time(problem);
        }
        finally
        {
            PoolThreads.Count = threads;
        }
    }

    BenchmarkResult Time(Problem problem)
    {
        IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, options.Seed);
        using var own = new OwnSide(problem, inputs);
        using var copy = new CopySide(own.Bytes, options.Threads);
        own.WarmUp(options.Seconds);
        copy.WarmUp(options.Seconds);
        List<(RuntimeSide Side, bool IsOptimized)> runtime = [];
        try
        {
            string note = options.AgainstRuntime ? Add(runtime, problem, inputs) : "";
            TimedSide.Alternate([own, copy, .. runtime.Select(r => r.Side)], options.Seconds);
            return new BenchmarkResult
            {
                Problem = problem,
                Bytes = own.Bytes,
                OwnSeconds = own.Median,
                CopySeconds = copy.Median,
                Runtime = runtime.Count == 0 ? null : runtime.Select(r => new RuntimeTime(r.Side.Median, r.IsOptimized)).MinBy(t => t.Seconds),
                Note = note,
            };
        }
        finally
        {
            foreach ((RuntimeSide side, _) in runtime) side.Dispose();
        }
    }

    /// <summary>Adds the settings of ONNX Runtime that are worth timing, warm.</summary>
    /// <returns>Why one or both are not there; empty if they are.</returns>
    string Add(List<(RuntimeSide Side, bool IsOptimized)> runtime, Problem problem, IReadOnlyList<Tensor> inputs)
    {
        if (problem.Operator.Domain != OperatorTable.StandardDomain) return "";
        var ordered = new ChannelsFirst(problem);
        var request = ModelRequest.Of(ordered.Problem, ordered.Inputs(inputs));
        long[] shape = ordered.Problem.OutputShape();
        double plain, optimized;
        try
        {
            plain = Start(request, false);
        }
        catch (OrtRefusedException e)
        {
            return $"ONNX Runtime refuses it: {e.Message}";
        }
        request = request with { Optimization = GraphOptimizationLevel.ORT_ENABLE_ALL };
        if (Probe.Run(probes, request, out string refusal) is null) return $"ONNX Runtime's optimizations left out: {refusal}";
        try
        {
            optimized = Start(request, true);
        }
        catch (OrtRefusedException e)
        {
            return $"ONNX Runtime's optimizations left out: {e.Message}";
        }
        if (plain > Hopeless * optimized) Drop(0);
        else if (optimized > Hopeless * plain) Drop(1);
        return "";

        double Start(ModelRequest request, bool isOptimized)
        {
            // The only second output of the family is Indices.
            var side = new RuntimeSide(request.Model, new OrtSettings { Threads = options.Threads, Optimization = request.Optimization }, request.Feeds,
                request.Outputs.Select((name, i) => (name, i == 0 ? problem.Type : ElementType.Int64, shape)));
            runtime.Add((side, isOptimized));
            try
            {
                return side.WarmUp(options.Seconds);
            }
            catch (OrtRefusedException)
            {
                Drop(runtime.Count - 1);
                throw;
            }
        }

        void Drop(int i)
        {
            runtime[i].Side.Dispose();
            runtime.RemoveAt(i);
        }
    }

    /// <summary>Bytes that a plain copy from memory to memory reads and writes in a second, on the threads of the options.</summary>
    public double CopyRate()
    {
        using var copy = new CopySide(BeyondCaches, options.Threads);
        copy.WarmUp(options.Seconds);
        TimedSide.Alternate([copy], options.Seconds);
        return BeyondCaches / copy.Median;
    }
}
