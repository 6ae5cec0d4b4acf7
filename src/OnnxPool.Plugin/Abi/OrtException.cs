namespace OnnxPool.Plugin;

/// <summary>ONNX Runtime's codes of errors (OrtErrorCode of onnxruntime_error_code.h), those that are used here.</summary>
public enum OrtErrorCode
{
    /// <summary>ORT_FAIL.</summary>
    Fail = 1,
    /// <summary>ORT_INVALID_ARGUMENT.</summary>
    InvalidArgument = 2,
    /// <summary>ORT_RUNTIME_EXCEPTION.</summary>
    RuntimeException = 6,
    /// <summary>ORT_NOT_IMPLEMENTED.</summary>
    NotImplemented = 9,
}

/// <summary>A function of ONNX Runtime returned an error; code and message are its own.</summary>
public sealed class OrtException(OrtErrorCode code, string message) : Exception(message)
{
    /// <summary>ONNX Runtime's code.</summary>
    public OrtErrorCode Code { get; } = code;
}
