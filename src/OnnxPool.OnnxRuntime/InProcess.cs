using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using OnnxPool.Plugin;
using OrtApi = OnnxPool.Plugin.OrtApi;

namespace OnnxPool.OnnxRuntime;

/// <summary>The provider in the process that uses it: ONNX Runtime is handed the same tables that it would find in a library.</summary>
static unsafe partial class InProcess
{
    static readonly Lazy<(OrtApi Api, nint Device)> s_device = new(CreateDevice);

    // What a session's configuration cannot hold alive: whom it counts for.
    static readonly ConditionalWeakTable<SessionOptions, OnnxPoolStatistics> s_counted = [];

    /// <summary>Appends the provider to a session's options.</summary>
    public static void Append(SessionOptions session, OnnxPoolOptions options)
    {
        List<(string Key, string Value)> settings = options.Settings();
        _ = ClaimRule.Read(key => settings.Where(s => s.Key == key).Select(s => s.Value).FirstOrDefault());
        (OrtApi api, nint device) = s_device.Value;
        if (options.Statistics is not null) s_counted.AddOrUpdate(session, options.Statistics);
        api.AppendProvider(session.DangerousGetHandle(), OrtEnv.Instance().DangerousGetHandle(), device, settings);
    }

    // Never released: sessions may be made from options at any later time.
    static (OrtApi, nint) CreateDevice()
    {
        OrtApi api = OrtApi.Of(OrtGetApiBase());
        ProviderFactory factory = ProviderFactory.Of(api);
        nint hardware = api.GetEpDevices(OrtEnv.Instance().DangerousGetHandle()).Select(api.GetHardware).FirstOrDefault(api.IsCpu);
        if (hardware == 0) throw new NotSupportedException("ONNX Runtime: found no processor among its devices; allowed: one");
        return (api, factory.Ep.CreateEpDevice((nint)factory.Table, hardware));
    }

    [LibraryImport("onnxruntime")]
    private static partial nint OrtGetApiBase();
}
