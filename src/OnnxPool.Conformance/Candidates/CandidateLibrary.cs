using System.Globalization;
using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>What <c>--candidate</c> names: <c>PATH</c>, <c>PATH:DOMAIN</c> or <c>PATH:DOMAIN@VERSION</c>.</summary>
/// <param name="Path">The whole path of the custom-op library.</param>
/// <param name="Domain">The domain of its operators; <c>ai.onnx</c> stands for the standard domain; null for the only one that fits.</param>
/// <param name="Version">The version of that domain that models import; the standard domain has that of each problem.</param>
public sealed record CandidateLibrary(string Path, string? Domain, int Version)
{
    /// <summary>What reports call it: the file name.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    const string Forms = "LIBRARY, LIBRARY:DOMAIN or LIBRARY:DOMAIN@VERSION";

    // ONNX Runtime takes no other for the domain of a custom operator.
    const int LargestVersion = 1000;

    /// <summary>Reads the argument. A colon in the path itself is one when there is such a file.</summary>
    /// <exception cref="InvalidPoolingException">It has another form, or there is no such file.</exception>
    public static CandidateLibrary Parse(string text)
    {
        if (File.Exists(text)) return new CandidateLibrary(System.IO.Path.GetFullPath(text), null, 1);
        int colon = text.LastIndexOf(':');
        if (colon <= text.LastIndexOfAny(['/', '\\'])) throw Missing(text);
        string path = text[..colon], domain = text[(colon + 1)..];
        if (!File.Exists(path)) throw Missing(path);
        int version = 1;
        if (domain.LastIndexOf('@') is var at and >= 0)
        {
            string number = domain[(at + 1)..];
            domain = domain[..at];
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out version) || version is < 1 or > LargestVersion)
                throw new InvalidPoolingException("candidate", $"version '{number}' of domain '{domain}'", $"1 to {LargestVersion}");
            if (OperatorDomain.Normalize(domain) == OperatorDomain.Onnx)
                throw new InvalidPoolingException("candidate", $"'{text}'", $"no version for ONNX's own domain: it is the opset of each problem");
        }
        if (domain.Length == 0) throw new InvalidPoolingException("candidate", $"'{text}'", Forms + "; ai.onnx is ONNX's own domain");
        return new CandidateLibrary(System.IO.Path.GetFullPath(path), OperatorDomain.Normalize(domain), version);
    }

    static InvalidPoolingException Missing(string path) =>
        new("candidate", $"'{path}', which is not a file", Forms);
}
