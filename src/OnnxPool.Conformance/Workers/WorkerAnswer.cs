namespace OnnxPool.Conformance;

/// <summary>What became of a <see cref="WorkerRequest"/>.</summary>
public abstract record WorkerAnswer
{
    private protected WorkerAnswer()
    {
    }

    /// <summary>The model ran.</summary>
    /// <param name="Outputs">One tensor for each output that was asked for.</param>
    public sealed record Ran(IReadOnlyList<Tensor> Outputs) : WorkerAnswer;

    /// <summary>The library registered its operators.</summary>
    /// <param name="Operators">All of them, in its order; one of several element types is there once for each.</param>
    public sealed record Registered(IReadOnlyList<CustomOperator> Operators) : WorkerAnswer;

    /// <summary>ONNX Runtime, or an operator of the library, returned an error.</summary>
    /// <param name="Message">Its own, on one line.</param>
    public sealed record Refused(string Message) : WorkerAnswer;

    /// <summary>The process ended before it answered.</summary>
    /// <param name="How">Such as <c>signal 11 (SIGSEGV)</c> or <c>exit status 3</c>.</param>
    /// <param name="LastLine">The last line on its standard error; empty if there is none.</param>
    /// <param name="Alone">Whether the request ends a fresh process too. If not, an earlier one may have damaged the process.</param>
    public sealed record Crashed(string How, string LastLine, bool Alone) : WorkerAnswer
    {
        /// <summary>The whole story on one line.</summary>
        public override string ToString() =>
            $"{How}{(Alone ? "" : ", not in a fresh process")}{(LastLine.Length == 0 ? "" : $": {LastLine}")}";
    }

    /// <summary>There was no answer in time; the process was ended.</summary>
    /// <param name="Limit">The time that it had.</param>
    public sealed record TimedOut(TimeSpan Limit) : WorkerAnswer;
}
