namespace OnnxPool.Onnx;

/// <summary>Names of operator sets.</summary>
public static class OperatorDomain
{
    /// <summary>ONNX's own operators.</summary>
    public const string Onnx = "";

    /// <summary>One name for each domain: <c>ai.onnx</c> is another spelling of the empty name.</summary>
    public static string Normalize(string domain) => domain == "ai.onnx" ? Onnx : domain;
}
