namespace OnnxPool.Plugin;

/// <summary>ONNX Runtime's codes of errors (OrtErrorCode of onnxruntime_error_code.h), those that are used here.</summary>
enum OrtErrorCode
{
    Fail = 1,
    InvalidArgument = 2,
    RuntimeException = 6,
    NotImplemented = 9,
}

/// <summary>A function of ONNX Runtime returned an error; code and message are its own.</summary>
sealed class OrtException(OrtErrorCode code, string message) : Exception(message)
{
    /// <summary>ONNX Runtime's code.</summary>
    public OrtErrorCode Code { get; } = code;
}
