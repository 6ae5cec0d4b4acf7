using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>The functions that ONNX Runtime calls on the factory. Those that return no status only read what is there.</summary>
static unsafe class FactoryCallbacks
{
    static readonly byte* s_name = NativeText.Allocate(ProviderName.Text);
    static readonly byte* s_vendor = NativeText.Allocate(ProviderName.Vendor);
    static readonly byte* s_version = NativeText.Allocate(typeof(FactoryCallbacks).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");

    /// <summary>The table of a factory, for good.</summary>
    public static FactoryTable* Create(ProviderFactory factory)
    {
        var table = (FactoryTable*)NativeMemory.AllocZeroed((nuint)sizeof(FactoryTable));
        *table = new FactoryTable
        {
            Version = OrtApi.Version,
            GetName = &GetName,
            GetVendor = &GetVendor,
            GetSupportedDevices = &GetSupportedDevices,
            CreateEp = &CreateEp,
            ReleaseEp = &ReleaseEp,
            GetVendorId = &GetVendorId,
            GetVersion = &GetVersion,
            CreateDataTransfer = &CreateDataTransfer,
            GetNumCustomOpDomains = &GetNumCustomOpDomains,
            GetCustomOpDomains = &GetCustomOpDomains,
            Handle = GCHandle.ToIntPtr(GCHandle.Alloc(factory)),
            Api = (nint*)factory.Api.Table,
        };
        return table;
    }

    [UnmanagedCallersOnly]
    static byte* GetName(FactoryTable* factory) => s_name;

    [UnmanagedCallersOnly]
    static byte* GetVendor(FactoryTable* factory) => s_vendor;

    [UnmanagedCallersOnly]
    static byte* GetVersion(FactoryTable* factory) => s_version;

    // That of no maker of hardware.
    [UnmanagedCallersOnly]
    static uint GetVendorId(FactoryTable* factory) => 0;

    [UnmanagedCallersOnly]
    static nint GetSupportedDevices(FactoryTable* factory, nint* hardware, nuint count, nint* devices, nuint most, nuint* found)
    {
        var api = new OrtApi(factory->Api);
        try
        {
            *found = 0;
            Border.Enter(nameof(GetSupportedDevices));
            ProviderFactory self = ProviderFactory.At(factory);
            for (nuint i = 0; i < count && *found < most; i++)
                if (api.IsCpu(hardware[i])) devices[(*found)++] = self.Ep.CreateEpDevice((nint)factory, hardware[i]);
            return 0;
        }
        catch (Exception e)
        {
            return Border.Status(api, e);
        }
    }

    [UnmanagedCallersOnly]
    static nint CreateEp(FactoryTable* factory, nint* hardware, nint* metadata, nuint count, nint options, nint logger, ProviderTable** provider)
    {
        var api = new OrtApi(factory->Api);
        try
        {
            *provider = null;
            Border.Enter(nameof(CreateEp));
            string? Option(string key) => api.GetSessionConfig(options, ProviderName.ConfigPrefix + key);
            *provider = ProviderCallbacks.Create(new Provider(ProviderFactory.At(factory), ClaimRule.Read(Option), NodeSettings.Read(Option)));
            return 0;
        }
        catch (Exception e)
        {
            return Border.Status(api, e, ProviderName.Text);
        }
    }

    [UnmanagedCallersOnly]
    static void ReleaseEp(FactoryTable* factory, ProviderTable* provider) => ProviderCallbacks.Release(provider);

    // Memory is the processor's own. ONNX Runtime calls this without asking whether it is there.
    [UnmanagedCallersOnly]
    static nint CreateDataTransfer(FactoryTable* factory, nint* transfer)
    {
        *transfer = 0;
        return 0;
    }

    [UnmanagedCallersOnly]
    static nint GetNumCustomOpDomains(FactoryTable* factory, nuint* count)
    {
        *count = 1;
        return 0;
    }

    [UnmanagedCallersOnly]
    static nint GetCustomOpDomains(FactoryTable* factory, nint* domains, nuint count)
    {
        var api = new OrtApi(factory->Api);
        try
        {
            Border.Enter(nameof(GetCustomOpDomains));
            if (count > 0) *domains = CustomOpDomain.Of(api);
            return 0;
        }
        catch (Exception e)
        {
            return Border.Status(api, e);
        }
    }
}
