namespace OnnxPool;

/// <summary>Something in a model, a problem or a call that stands in the way; says what, what was found and what is allowed.</summary>
public abstract class PoolingException : Exception
{
    private protected PoolingException(string subject, string found, string allowed)
        : base($"{subject}: found {found}; allowed: {allowed}")
    {
        Subject = subject;
        Found = found;
        Allowed = allowed;
    }

    /// <summary>The attribute, input or dimension that is wrong, in ONNX's words.</summary>
    public string Subject { get; }

    /// <summary>The value found.</summary>
    public string Found { get; }

    /// <summary>What would have been accepted.</summary>
    public string Allowed { get; }
}

/// <summary>The model or the call breaks a rule of ONNX.</summary>
public sealed class InvalidPoolingException(string subject, string found, string allowed)
    : PoolingException(subject, found, allowed);

/// <summary>ONNX allows it, this library lacks it.</summary>
public sealed class UnsupportedPoolingException(string subject, string found, string allowed)
    : PoolingException(subject, found, allowed);
