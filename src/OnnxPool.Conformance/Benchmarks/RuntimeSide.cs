using System.Diagnostics;

namespace OnnxPool.Conformance;

/// <summary>ONNX Runtime on a problem as a model of one node, at one setting.</summary>
sealed class RuntimeSide : TimedSide
{
    readonly OrtSession _session;
    readonly OrtBinding _binding;

    /// <exception cref="OrtRefusedException">ONNX Runtime does not take the problem, or gives its outputs another shape.</exception>
    public RuntimeSide(ModelRequest request, long[] outputShape, ElementType type, int threads)
    {
        _session = new OrtSession(request.Model, new OrtSettings { Threads = threads, Optimization = request.Optimization });
        try
        {
            // The only second output of the family is Indices.
            _binding = _session.Bind(request.Feeds, request.Outputs.Select((name, i) => (name, i == 0 ? type : ElementType.Int64, outputShape)));
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    private protected override double Time(int calls)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) _binding.Run();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    public override void Dispose()
    {
        _binding.Dispose();
        _session.Dispose();
    }
}
