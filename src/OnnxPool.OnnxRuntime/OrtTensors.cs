using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxPool.OnnxRuntime;

/// <summary>Tensors in and out of ONNX Runtime, byte for byte; its element types have ONNX's numbers.</summary>
static class OrtTensors
{
    public static OrtValue ToOrt(Tensor tensor)
    {
        if (tensor.Type == ElementType.String)
        {
            OrtValue texts = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, tensor.Shape.ToArray());
            ReadOnlySpan<string> source = tensor.Strings;
            for (int i = 0; i < source.Length; i++) texts.StringTensorSetElementAt(source[i].AsSpan(), i);
            return texts;
        }
        OrtValue value = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance, (TensorElementType)tensor.Type, tensor.Shape.ToArray());
        if (tensor.Bytes.Length > 0) tensor.Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    public static Tensor FromOrt(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        var tensor = new Tensor((ElementType)info.ElementDataType, info.Shape);
        if (tensor.Type == ElementType.String)
            value.GetStringTensorAsArray().CopyTo(tensor.Strings);
        else if (tensor.Bytes.Length > 0)
            value.GetTensorMutableRawData()[..tensor.Bytes.Length].CopyTo(tensor.Bytes);
        return tensor;
    }
}
