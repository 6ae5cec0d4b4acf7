namespace OnnxPool.Plugin;

/// <summary>What crosses from C# to C: no exception does. Every function that C calls and that does more than read what is there begins with <see cref="Enter"/> inside of its try.</summary>
static class Border
{
    /// <summary>For tests: called with the name of every function that C calls and that returns a status, and where work is spread among threads.</summary>
    internal static Action<string>? Entered { get; set; }

    /// <summary>Notes that C has called.</summary>
    public static void Enter(string function) => Entered?.Invoke(function);

    /// <summary>An exception as a status, which the caller owns.</summary>
    /// <param name="api">Whose status.</param>
    /// <param name="exception">What was thrown.</param>
    /// <param name="subject">What it was thrown for; null where the message says so.</param>
    public static nint Status(OrtApi api, Exception exception, string? subject = null)
    {
        (OrtErrorCode code, string message) = exception switch
        {
            InvalidPoolingException e => (OrtErrorCode.InvalidArgument, e.Message),
            UnsupportedPoolingException e => (OrtErrorCode.NotImplemented, e.Message),
            OrtException e => (e.Code, e.Message),
            NotSupportedException e => (OrtErrorCode.NotImplemented, e.Message),
            _ => (OrtErrorCode.RuntimeException, $"{exception.GetType().Name}: {exception.Message}"),
        };
        try
        {
            return api.CreateStatus(code, subject is null ? $"OnnxPool: {message}" : $"OnnxPool: {subject}: {message}");
        }
        catch (OutOfMemoryException)
        {
            return api.CreateStatus(code);
        }
    }
}
