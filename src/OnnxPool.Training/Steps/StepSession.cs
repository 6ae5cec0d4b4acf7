using Microsoft.ML.OnnxRuntime;
using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;

namespace OnnxPool.Training;

/// <summary>Models of training steps in ONNX Runtime, with this project's kernels.</summary>
static class StepSession
{
    /// <summary>Loads a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="threads">Threads inside an operator; 0 lets ONNX Runtime choose.</param>
    public static InferenceSession Open(ModelProto model, int threads)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            IntraOpNumThreads = threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        return new InferenceSession(ModelFile.ToBytes(model), options.UseOnnxPool());
    }

    /// <summary>Runs a model; the values stay in ONNX Runtime.</summary>
    /// <exception cref="InvalidPoolingException">ONNX Runtime refuses the inputs.</exception>
    public static OrtValue[] Run(InferenceSession session, string[] names, OrtValue[] values, string[] outputs)
    {
        using var run = new RunOptions();
        try
        {
            return [.. session.Run(run, names, values, outputs)];
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidPoolingException("batch", $"one that ONNX Runtime refuses ({GraphFacts.OneLine(e.Message)})", "inputs and labels as the model has them");
        }
    }
}
