using System.Diagnostics;

namespace OnnxPool.Conformance;

/// <summary>A model in ONNX Runtime, at one setting.</summary>
sealed class RuntimeSide : TimedSide
{
    readonly OrtSession _session;
    readonly OrtBinding _binding;

    /// <param name="model">A serialized model.</param>
    /// <param name="settings">How it is loaded.</param>
    /// <param name="feeds">A tensor for every input.</param>
    /// <param name="outputs">What the model gives on them.</param>
    /// <exception cref="OrtRefusedException">ONNX Runtime does not take the model, or gives an output another shape.</exception>
    public RuntimeSide(byte[] model, OrtSettings settings, IReadOnlyDictionary<string, Tensor> feeds, IEnumerable<(string Name, ElementType Type, long[] Shape)> outputs)
    {
        _session = new OrtSession(model, settings);
        try
        {
            _binding = _session.Bind(feeds, outputs);
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
