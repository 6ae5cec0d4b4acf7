using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>Makes the execution provider of each session of a host. One for a host, for as long as the process lives.</summary>
sealed unsafe class ProviderFactory
{
    // By the interface of the host: a process may have several.
    static readonly ConcurrentDictionary<nint, Lazy<ProviderFactory>> s_factories = new();

    readonly Lazy<nint> _registry;

    ProviderFactory(OrtApi api)
    {
        Api = api;
        Ep = new OrtEpApi(api);
        Table = FactoryCallbacks.Create(this);
        _registry = new Lazy<nint>(CreateRegistry);
    }

    /// <summary>The host's interface.</summary>
    public OrtApi Api { get; }

    /// <summary>Its part for providers.</summary>
    public OrtEpApi Ep { get; }

    /// <summary>What the host knows of it.</summary>
    public FactoryTable* Table { get; }

    /// <summary>The kernels, for all sessions.</summary>
    /// <exception cref="OrtException">ONNX Runtime does not take one.</exception>
    public nint Registry => _registry.Value;

    /// <summary>The factory of a host.</summary>
    public static ProviderFactory Of(OrtApi api) =>
        s_factories.GetOrAdd(api.Table, table => new Lazy<ProviderFactory>(() => new ProviderFactory(new OrtApi((nint*)table)))).Value;

    /// <summary>The factory at a table.</summary>
    public static ProviderFactory At(FactoryTable* table) => (ProviderFactory)GCHandle.FromIntPtr(table->Handle).Target!;

    nint CreateRegistry()
    {
        nint registry = Ep.CreateKernelRegistry();
        foreach (ProviderKernel kernel in ProviderKernel.All)
            if (kernel.Types.Any()) Ep.AddKernel(registry, kernel, ProviderCallbacks.CreateKernel, GCHandle.ToIntPtr(GCHandle.Alloc(new ProviderKernelState(this, kernel))));
        return registry;
    }
}

/// <summary>What a kernel of the registry is made from.</summary>
sealed record ProviderKernelState(ProviderFactory Factory, ProviderKernel Kernel);
