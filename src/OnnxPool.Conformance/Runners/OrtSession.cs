using Microsoft.ML.OnnxRuntime;
using OnnxPool.OnnxRuntime;

namespace OnnxPool.Conformance;

/// <summary>ONNX Runtime does not load or run something; the message is its own, on one line.</summary>
public sealed class OrtRefusedException(string message) : Exception(message);

/// <summary>How a model is loaded.</summary>
public sealed record OrtSettings
{
    /// <summary>Where its external data lies; null if it has none.</summary>
    public string? Folder { get; init; }

    /// <summary>Threads inside an operator; 0 lets ONNX Runtime choose.</summary>
    public int Threads { get; init; }

    /// <summary>Graph optimization; off unless asked for, so that every node runs as written.</summary>
    /// <remarks>With it on, some pooled graphs end the process: such models belong into a <see cref="WorkerPool"/>.</remarks>
    public GraphOptimizationLevel Optimization { get; init; } = GraphOptimizationLevel.ORT_DISABLE_ALL;

    /// <summary>A library of operators to register; null for none.</summary>
    public string? CustomOps { get; init; }

    /// <summary>Changes the options further; for providers of operators.</summary>
    public Action<SessionOptions>? Configure { get; init; }
}

/// <summary>A model loaded into ONNX Runtime's CPU provider.</summary>
public sealed class OrtSession : IDisposable
{
    static readonly Lazy<OrtEnv> s_environment = new(() =>
    {
        // There is one environment in a process; a host may have made it.
        if (OrtEnv.IsCreated) return OrtEnv.Instance();
        var options = new EnvironmentCreationOptions { logId = "onnxpool", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return OrtEnv.CreateInstanceWithOptions(ref options);
    });

    readonly InferenceSession _session;

    /// <summary>Loads a model, with graph optimization off.</summary>
    /// <param name="model">A serialized ModelProto.</param>
    /// <param name="folder">Where its external data lies; null if it has none.</param>
    /// <param name="threads">Threads inside an operator; 0 lets ONNX Runtime choose.</param>
    /// <exception cref="OrtRefusedException">ONNX Runtime does not take the model.</exception>
    public OrtSession(byte[] model, string? folder = null, int threads = 0)
        : this(model, new OrtSettings { Folder = folder, Threads = threads })
    {
    }

    /// <summary>Loads a model.</summary>
    /// <param name="model">A serialized ModelProto.</param>
    /// <param name="settings">How.</param>
    /// <exception cref="OrtRefusedException">ONNX Runtime does not take the model, or the library of operators.</exception>
    public OrtSession(byte[] model, OrtSettings settings)
    {
        using SessionOptions options = CreateOptions();
        options.GraphOptimizationLevel = settings.Optimization;
        options.IntraOpNumThreads = settings.Threads;
        if (settings.Folder is not null) options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", settings.Folder);
        _session = Guard(() =>
        {
            if (settings.CustomOps is not null) options.RegisterCustomOpLibrary(settings.CustomOps);
            settings.Configure?.Invoke(options);
            return new InferenceSession(model, options);
        });
    }

    /// <summary>The version of ONNX Runtime, such as 1.29.0.</summary>
    public static string Version => s_environment.Value.GetVersionString();

    /// <summary>Runs the model.</summary>
    /// <param name="feeds">A tensor for every input.</param>
    /// <param name="outputs">Names of graph outputs, each a tensor.</param>
    /// <exception cref="OrtRefusedException">ONNX Runtime fails.</exception>
    public IReadOnlyList<Tensor> Run(IReadOnlyDictionary<string, Tensor> feeds, IReadOnlyList<string> outputs)
    {
        var values = new List<OrtValue>();
        try
        {
            return Guard(() =>
            {
                foreach (Tensor tensor in feeds.Values) values.Add(OrtTensors.ToOrt(tensor));
                using var run = new RunOptions();
                using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(run, [.. feeds.Keys], values, outputs);
                return results.Select(OrtTensors.FromOrt).ToArray();
            });
        }
        finally
        {
            foreach (OrtValue value in values) value.Dispose();
        }
    }

    /// <summary>Puts inputs and outputs in place for many runs; to be disposed before the session.</summary>
    /// <exception cref="OrtRefusedException">The model has no such input or output.</exception>
    internal OrtBinding Bind(IReadOnlyDictionary<string, Tensor> feeds, IEnumerable<(string Name, ElementType Type, long[] Shape)> outputs) =>
        Guard(() => new OrtBinding(_session, feeds, outputs));

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <summary>Options of a quiet session; the environment is there after this.</summary>
    internal static SessionOptions CreateOptions()
    {
        _ = s_environment.Value;
        return new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    }

    internal static T Guard<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (OnnxRuntimeException e)
        {
            throw new OrtRefusedException(OneLine(e.Message));
        }
    }

    internal static string OneLine(string message) =>
        string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
