using Microsoft.ML.OnnxRuntime;

namespace OnnxPool.OnnxRuntime;

/// <summary>The one call that brings this project's kernels into a session.</summary>
public static class SessionOptionsExtensions
{
    /// <summary>
    /// Lets the sessions made with these options run pooling in this project's kernels: nodes of ONNX's own operators, as the options say, and all of
    /// domain ai.onnxpool. Nothing native is built or loaded.
    /// </summary>
    /// <remarks>
    /// The kernels are an execution provider of this process. ONNX Runtime gives it nodes before its own rewriting of graphs, which then leaves them
    /// alone. Call it once for each <see cref="SessionOptions"/>, before other providers that are to come after it.
    /// </remarks>
    /// <param name="session">The options of the sessions.</param>
    /// <param name="configure">Sets what is to differ from the defaults; null for nothing.</param>
    /// <returns><paramref name="session"/>.</returns>
    /// <exception cref="InvalidPoolingException">An operator that is not of ONNX's pooling family.</exception>
    /// <exception cref="NotSupportedException">ONNX Runtime is older than 1.24.</exception>
    /// <exception cref="Plugin.OrtException">ONNX Runtime refuses.</exception>
    public static SessionOptions UseOnnxPool(this SessionOptions session, Action<OnnxPoolOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        var options = new OnnxPoolOptions();
        configure?.Invoke(options);
        InProcess.Append(session, options);
        return session;
    }
}
