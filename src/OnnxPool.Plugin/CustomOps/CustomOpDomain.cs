using System.Collections.Concurrent;

namespace OnnxPool.Plugin;

/// <summary>The domain ai.onnxpool of a host: one for all its sessions, for as long as the process lives.</summary>
static unsafe class CustomOpDomain
{
    // By the interface of the host: a process may have several.
    static readonly ConcurrentDictionary<nint, Lazy<nint>> s_domains = new();

    /// <summary>The host's OrtCustomOpDomain.</summary>
    /// <exception cref="OrtException">ONNX Runtime does not take an operator.</exception>
    public static nint Of(OrtApi api) => s_domains.GetOrAdd(api.Table, table => new Lazy<nint>(() => Create(new OrtApi((nint*)table)))).Value;

    static nint Create(OrtApi api)
    {
        nint domain = api.CreateCustomOpDomain(NativeText.Allocate(OperatorTable.OwnDomain));
        foreach (CustomOp op in CustomOp.All) api.AddToDomain(domain, (nint)CustomOpCallbacks.Create(op, api));
        return domain;
    }
}
