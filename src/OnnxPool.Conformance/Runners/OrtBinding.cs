using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxPool.OnnxRuntime;

namespace OnnxPool.Conformance;

/// <summary>A session with its inputs and outputs in place: runs write into the same memory.</summary>
sealed class OrtBinding : IDisposable
{
    readonly InferenceSession _session;
    readonly RunOptions _options = new();
    readonly OrtIoBinding _binding;
    readonly List<OrtValue> _values = [];

    public OrtBinding(InferenceSession session, IReadOnlyDictionary<string, Tensor> feeds, IEnumerable<(string Name, ElementType Type, long[] Shape)> outputs)
    {
        _session = session;
        _binding = session.CreateIoBinding();
        foreach ((string name, Tensor tensor) in feeds) _binding.BindInput(name, Keep(OrtTensors.ToOrt(tensor)));
        foreach ((string name, ElementType type, long[] shape) in outputs)
        {
            OrtValue value = Keep(OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)type, shape));
            value.GetTensorMutableRawData().Clear();
            _binding.BindOutput(name, value);
        }
    }

    /// <exception cref="OrtRefusedException">ONNX Runtime fails, or an output is of another shape.</exception>
    public void Run()
    {
        try
        {
            _session.RunWithBinding(_options, _binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw new OrtRefusedException(OrtSession.OneLine(e.Message));
        }
    }

    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
        foreach (OrtValue value in _values) value.Dispose();
    }

    OrtValue Keep(OrtValue value)
    {
        _values.Add(value);
        return value;
    }
}
