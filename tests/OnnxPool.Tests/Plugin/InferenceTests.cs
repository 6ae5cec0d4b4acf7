using Microsoft.ML.OnnxRuntime;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;

namespace OnnxPool.Tests.Plugin;

/// <summary>What ONNX Runtime knows of the outputs of our domain's operators before a run.</summary>
[TestFixture]
public class InferenceTests
{
    // Sizes that rounding down and up, and a mix-up of axes, would change.
    [TestCase("ai.onnxpool.MaxPool:1 uint8 2x3x8x11 kernel_shape=3,2 strides=2,3 outputs=Y,Indices")]
    [TestCase("ai.onnxpool.MaxPool:1 uint8 2x3x8x11 kernel_shape=3,2 strides=2,3 ceil_mode=1 outputs=Y,Indices")]
    [TestCase("ai.onnxpool.AveragePool:1 double 1x2x8x11 kernel_shape=3,2 strides=2,3 pads=1,0,1,1")]
    [TestCase("ai.onnxpool.LpPool:1 float 1x2x9x11x5 kernel_shape=3,2,2 auto_pad=SAME_UPPER strides=2,3,1")]
    [TestCase("ai.onnxpool.GlobalAveragePool:1 float16 2x3x8x11")]
    [TestCase("ai.onnxpool.Flatten:1 int32 2x3x8x11 axis=2")]
    public void Types_and_shapes_are_inferred(string line)
    {
        Problem problem = Problem.Parse(line);
        ModelProto model = ProblemModel.Build(problem);
        string[] outputs = [.. model.Graph.Output.Select(o => o.Name)];
        model.Graph.Output.Clear();
        foreach ((string name, int i) in outputs.Select((name, i) => (name, i)))
            model.Graph.Output.Add(ValueTypes.Named(name, ValueTypes.Tensor(i == 0 ? problem.Type : ElementType.Int64)));
        using SessionOptions options = OrtSession.CreateOptions();
        using var session = new InferenceSession(ModelFile.ToBytes(model), options.UseOnnxPool());
        foreach (string name in outputs)
            Assert.That(session.OutputMetadata[name].Dimensions.Select(d => (long)d), Is.EqualTo(problem.OutputShape()), name);
    }
}
