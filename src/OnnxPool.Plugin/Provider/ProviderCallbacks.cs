using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>The functions that ONNX Runtime calls on a session's provider and its kernels.</summary>
static unsafe class ProviderCallbacks
{
    static readonly byte* s_name = NativeText.Allocate(ProviderName.Text);

    /// <summary>Makes the kernel of a node; its state is a handle of a <see cref="ProviderKernelState"/>.</summary>
    public static delegate* unmanaged<nint, nint, KernelImplTable**, nint> CreateKernel => &Make;

    public static ProviderTable* Create(Provider provider)
    {
        var table = (ProviderTable*)NativeMemory.AllocZeroed((nuint)sizeof(ProviderTable));
        *table = new ProviderTable
        {
            Version = OrtApi.Version,
            GetName = &GetName,
            GetCapability = &GetCapability,
            GetKernelRegistry = &GetKernelRegistry,
            IsConcurrentRunSupported = &IsConcurrentRunSupported,
            Handle = GCHandle.ToIntPtr(GCHandle.Alloc(provider)),
            Api = (nint*)provider.Factory.Api.Table,
        };
        return table;
    }

    public static void Release(ProviderTable* provider)
    {
        if (provider is null) return;
        GCHandle.FromIntPtr(provider->Handle).Free();
        NativeMemory.Free(provider);
    }

    [UnmanagedCallersOnly]
    static byte* GetName(ProviderTable* provider) => s_name;

    [UnmanagedCallersOnly]
    static nint GetCapability(ProviderTable* provider, nint graph, nint support)
    {
        try
        {
            Border.Enter(nameof(GetCapability));
            Provider.At(provider).Claim(graph, support);
            return 0;
        }
        catch (Exception e)
        {
            return Border.Status(new OrtApi(provider->Api), e, ProviderName.Text);
        }
    }

    [UnmanagedCallersOnly]
    static nint GetKernelRegistry(ProviderTable* provider, nint* registry)
    {
        try
        {
            *registry = 0;
            Border.Enter(nameof(GetKernelRegistry));
            *registry = Provider.At(provider).Factory.Registry;
            return 0;
        }
        catch (Exception e)
        {
            return Border.Status(new OrtApi(provider->Api), e, ProviderName.Text);
        }
    }

    [UnmanagedCallersOnly]
    static nint IsConcurrentRunSupported(ProviderTable* provider, byte* supported)
    {
        *supported = 1;
        return 0;
    }

    // The provider is asked for through the kernel's info: here the state only says what is to be made.
    [UnmanagedCallersOnly]
    static nint Make(nint state, nint info, KernelImplTable** made)
    {
        OrtApi api = default;
        string? subject = null;
        try
        {
            *made = null;
            var kernel = (ProviderKernelState)GCHandle.FromIntPtr(state).Target!;
            api = kernel.Factory.Api;
            Border.Enter(nameof(CreateKernel));
            Provider provider = Provider.At((ProviderTable*)kernel.Factory.Ep.GetEp(info));
            subject = $"{kernel.Kernel.Version} node '{api.GetNodeName(info)}'";
            NodeKernel node = NodeKernel.Create(api, info, kernel.Kernel.Operator, kernel.Kernel.Version.Since, provider.Settings);
            var table = (KernelImplTable*)NativeMemory.AllocZeroed((nuint)sizeof(KernelImplTable));
            *table = new KernelImplTable { Version = OrtApi.Version, Compute = &Compute, Release = &ReleaseKernel, Handle = GCHandle.ToIntPtr(GCHandle.Alloc(node)) };
            *made = table;
            return 0;
        }
        catch (Exception e)
        {
            return Border.Status(api, e, subject);
        }
    }

    [UnmanagedCallersOnly]
    static nint Compute(KernelImplTable* kernel, nint context) => NodeKernel.Call(kernel->Handle, context);

    [UnmanagedCallersOnly]
    static void ReleaseKernel(KernelImplTable* kernel)
    {
        GCHandle.FromIntPtr(kernel->Handle).Free();
        NativeMemory.Free(kernel);
    }
}
