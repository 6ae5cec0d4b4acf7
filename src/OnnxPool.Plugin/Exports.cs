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
#if HANDS_ON
            if (NativeLibraries.Find(nameof(RegisterCustomOps)) is not 0 and var better)
                return ((delegate* unmanaged<nint, nint, nint>)better)(options, apiBase);
#endif
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
            *count = 0;
            Border.Enter(nameof(CreateEpFactories));
#if HANDS_ON
            if (NativeLibraries.Find(nameof(CreateEpFactories)) is not 0 and var better)
                return ((delegate* unmanaged<byte*, nint, nint, nint*, nuint, nuint*, nint>)better)(name, apiBase, logger, factories, most, count);
#endif
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

    /// <summary>
    /// The nodes of sessions whose configuration says <c>statistics=process</c>, as text: a line for each with name, operator, element type, calls and
    /// nanoseconds, tabs between them.
    /// </summary>
    /// <param name="text">Receives as much of the text as fits, and a zero.</param>
    /// <param name="size">Bytes at <paramref name="text"/>.</param>
    /// <returns>Bytes that the whole needs, the zero among them.</returns>
    [UnmanagedCallersOnly(EntryPoint = "OnnxPoolStatistics")]
    internal static nuint Statistics(byte* text, nuint size)
    {
        try
        {
            Border.Enter(nameof(Statistics));
#if HANDS_ON
            if (NativeLibraries.Find(nameof(OnnxPoolStatistics)) is not 0 and var better)
                return ((delegate* unmanaged<byte*, nuint, nuint>)better)(text, size);
#endif
            byte[] whole = NativeText.Bytes(OnnxPoolStatistics.Process.ToText());
            if (size == 0) return (nuint)whole.Length;
            int fits = (int)Math.Min(size - 1, (nuint)whole.Length - 1);
            whole.AsSpan(0, fits).CopyTo(new Span<byte>(text, fits));
            text[fits] = 0;
            return (nuint)whole.Length;
        }
        catch (Exception)
        {
            return 0;
        }
    }
}
