namespace OnnxPool.Conformance;

/// <summary>How a candidate failed a problem, other than by wrong values.</summary>
public enum CandidateFailure
{
    /// <summary>It returned an error.</summary>
    Refused,
    /// <summary>It ended its process.</summary>
    Crashed,
    /// <summary>It did not return in time.</summary>
    TimedOut,
    /// <summary>It threw, changed its input, or gave other outputs than it was asked for.</summary>
    Misused,
}

/// <summary>A candidate fails a problem without an output to judge; the message is one line.</summary>
public sealed class CandidateFailedException(CandidateFailure kind, string message) : Exception(message)
{
    /// <summary>How.</summary>
    public CandidateFailure Kind { get; } = kind;
}
