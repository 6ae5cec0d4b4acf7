using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>What the native library exports: ONNX Runtime finds these by name.</summary>
static unsafe class Exports
{
    /// <summary>For SessionOptions.RegisterCustomOpsLibrary: adds domain ai.onnxpool to a session's options.</summary>
    [UnmanagedCallersOnly(EntryPoint = "RegisterCustomOps")]
    internal static nint RegisterCustomOps(nint options, nint apiBase)
    {
        try
        {
            Border.Enter(nameof(RegisterCustomOps));
            OrtApi api = OrtApi.Of(apiBase);
            api.AddCustomOpDomain(options, CustomOpDomain.Of(api));
            return 0;
        }
        catch (Exception e)
        {
            return Border.Status(OrtApi.Oldest(apiBase), e);
        }
    }

    /// <summary>For RegisterExecutionProviderLibrary: gives the host the provider's factory.</summary>
    [UnmanagedCallersOnly(EntryPoint = "CreateEpFactories")]
    internal static nint CreateEpFactories(byte* name, nint apiBase, nint logger, nint* factories, nuint most, nuint* count)
    {
        try
        {
            Border.Enter(nameof(CreateEpFactories));
            *count = 0;
            if (most < 1) throw new InvalidPoolingException("factories", $"room for {most}", "1 or more");
            *factories = (nint)ProviderFactory.Of(OrtApi.Of(apiBase)).Table;
            *count = 1;
            return 0;
        }
        catch (Exception e)
        {
            return Border.Status(OrtApi.Oldest(apiBase), e);
        }
    }

    /// <summary>The factory stays: it is the host's for as long as the process lives, and sessions may be alive.</summary>
    [UnmanagedCallersOnly(EntryPoint = "ReleaseEpFactory")]
    internal static nint ReleaseEpFactory(FactoryTable* factory) => 0;
}
