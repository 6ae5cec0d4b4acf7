using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>struct OrtEpFactory of onnxruntime_ep_c_api.h as of version 24, and behind it what is ours.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct FactoryTable
{
    public nuint Version;
    public delegate* unmanaged<FactoryTable*, byte*> GetName;
    public delegate* unmanaged<FactoryTable*, byte*> GetVendor;
    public delegate* unmanaged<FactoryTable*, nint*, nuint, nint*, nuint, nuint*, nint> GetSupportedDevices;
    public delegate* unmanaged<FactoryTable*, nint*, nint*, nuint, nint, nint, ProviderTable**, nint> CreateEp;
    public delegate* unmanaged<FactoryTable*, ProviderTable*, void> ReleaseEp;
    public delegate* unmanaged<FactoryTable*, uint> GetVendorId;
    public delegate* unmanaged<FactoryTable*, byte*> GetVersion;
    public nint ValidateCompiledModelCompatibilityInfo;
    public nint CreateAllocator;
    public nint ReleaseAllocator;
    public delegate* unmanaged<FactoryTable*, nint*, nint> CreateDataTransfer;
    public nint IsStreamAware;
    public nint CreateSyncStreamForDevice;
    public nint GetHardwareDeviceIncompatibilityDetails;
    public nint CreateExternalResourceImporterForDevice;
    public delegate* unmanaged<FactoryTable*, nuint*, nint> GetNumCustomOpDomains;
    public delegate* unmanaged<FactoryTable*, nint*, nuint, nint> GetCustomOpDomains;

    /// <summary>Ours: a handle of the <see cref="ProviderFactory"/>.</summary>
    public nint Handle;

    /// <summary>Ours: the host's interface.</summary>
    public nint* Api;
}

/// <summary>struct OrtEp as of version 24, and behind it what is ours.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct ProviderTable
{
    public nuint Version;
    public delegate* unmanaged<ProviderTable*, byte*> GetName;
    public delegate* unmanaged<ProviderTable*, nint, nint, nint> GetCapability;
    public nint Compile;
    public nint ReleaseNodeComputeInfos;
    public nint GetPreferredDataLayout;
    public nint ShouldConvertDataLayoutForOp;
    public nint SetDynamicOptions;
    public nint OnRunStart;
    public nint OnRunEnd;
    public nint CreateAllocator;
    public nint CreateSyncStreamForDevice;
    public nint GetCompiledModelCompatibilityInfo;
    public delegate* unmanaged<ProviderTable*, nint*, nint> GetKernelRegistry;
    public delegate* unmanaged<ProviderTable*, byte*, nint> IsConcurrentRunSupported;

    /// <summary>Ours: a handle of the <see cref="Provider"/>.</summary>
    public nint Handle;

    /// <summary>Ours: the host's interface.</summary>
    public nint* Api;
}

/// <summary>struct OrtKernelImpl as of version 24, and behind it what is ours. Version and flags share the first place.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct KernelImplTable
{
    public uint Version;
    public uint Flags;
    public delegate* unmanaged<KernelImplTable*, nint, nint> Compute;
    public delegate* unmanaged<KernelImplTable*, void> Release;
    public nint PrePackWeight;
    public nint SetSharedPrePackedWeight;

    /// <summary>Ours: a handle of the <see cref="NodeKernel"/>.</summary>
    public nint Handle;
}
