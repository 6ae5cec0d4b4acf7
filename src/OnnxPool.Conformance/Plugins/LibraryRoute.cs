using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using OnnxPool.Plugin;

namespace OnnxPool.Conformance;

/// <summary>The plug-in of the native library, which is loaded once and stays.</summary>
sealed unsafe class LibraryRoute : PluginRoute
{
    const string StatisticsExport = "OnnxPoolStatistics";
    const string Claim = "claim";
    const string Statistics = "statistics";

    // As the library's provider is registered: ONNX Runtime takes each name once.
    static readonly ConcurrentDictionary<string, Lazy<OrtEpDevice>> s_devices = new();

    readonly string _path;
    readonly delegate* unmanaged<byte*, nuint, nuint> _statistics;

    LibraryRoute(string file, string path, nint statistics, bool asOperators)
        : base(file, asOperators)
    {
        _path = path;
        _statistics = (delegate* unmanaged<byte*, nuint, nuint>)statistics;
    }

    /// <summary>What its provider runs on.</summary>
    public OrtEpDevice Device => s_devices.GetOrAdd(_path, path => new Lazy<OrtEpDevice>(() => Register(path))).Value;

    /// <exception cref="InvalidPoolingException">The file is not there, or not the library.</exception>
    public static LibraryRoute Load(string file, bool asOperators)
    {
        string path = Path.GetFullPath(file);
        if (!File.Exists(path)) throw Invalid(file, "which is not a file");
        if (!NativeLibrary.TryLoad(path, out nint library)) throw Invalid(file, "which cannot be loaded as a library");
        foreach (string export in (string[])["RegisterCustomOps", "CreateEpFactories", StatisticsExport])
            if (!NativeLibrary.TryGetExport(library, export, out _)) throw Invalid(file, $"which does not export {export}");
        return new LibraryRoute(file, path, NativeLibrary.GetExport(library, StatisticsExport), asOperators);
    }

    internal override Func<ILookup<string, long>> Use(SessionOptions options)
    {
        if (AsOperators)
        {
            options.AddSessionConfigEntry(ProviderName.ConfigPrefix + Statistics, "process");
            options.RegisterCustomOpLibrary(_path);
        }
        else
        {
            options.AppendExecutionProvider(OrtEnv.Instance(), [Device], new Dictionary<string, string> { [Claim] = "always", [Statistics] = "process" });
        }
        // The library counts for its process: the nodes of the session that is made next come behind those that are there.
        int before = Lines().Length;
        return () => Lines().Skip(before).Select(line => line.Split('\t')).ToLookup(f => f[0], f => long.Parse(f[^2], CultureInfo.InvariantCulture));
    }

    static OrtEpDevice Register(string path)
    {
        OrtEnv environment = OrtEnv.Instance();
        environment.RegisterExecutionProviderLibrary(path, path);
        return environment.GetEpDevices().First(d => d.EpMetadata.Entries.TryGetValue("library_path", out string? from) && from == path);
    }

    string[] Lines()
    {
        var text = new byte[_statistics(null, 0)];
        fixed (byte* t = text) _ = _statistics(t, (nuint)text.Length);
        return Encoding.UTF8.GetString(text, 0, Math.Max(0, Array.IndexOf(text, (byte)0))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static InvalidPoolingException Invalid(string file, string what) => new("--library", $"'{file}', {what}", "libonnxpool.so, as eng/build-native makes it");
}
