using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxPool.Training;

/// <summary>Tensors of numbers in and out of ONNX Runtime, whose element types have ONNX's numbers.</summary>
static class OrtTensors
{
    public static OrtValue ToOrt(Tensor tensor)
    {
        OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)tensor.Type, tensor.Shape.ToArray());
        if (tensor.Bytes.Length > 0) tensor.Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    public static Tensor FromOrt(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        var tensor = new Tensor((ElementType)info.ElementDataType, info.Shape);
        if (tensor.Bytes.Length > 0) value.GetTensorMutableRawData()[..tensor.Bytes.Length].CopyTo(tensor.Bytes);
        return tensor;
    }
}
