using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace OnnxPool;

/// <summary>Throw helpers, so that a check at a call site stays one line.</summary>
[StackTraceHidden]
static class Throw
{
    [DoesNotReturn]
    public static void Invalid(string subject, string found, string allowed) =>
        throw new InvalidPoolingException(subject, found, allowed);

    [DoesNotReturn]
    public static T Invalid<T>(string subject, string found, string allowed) =>
        throw new InvalidPoolingException(subject, found, allowed);

    [DoesNotReturn]
    public static void Unsupported(string subject, string found, string allowed) =>
        throw new UnsupportedPoolingException(subject, found, allowed);

    [DoesNotReturn]
    public static T Unsupported<T>(string subject, string found, string allowed) =>
        throw new UnsupportedPoolingException(subject, found, allowed);
}
