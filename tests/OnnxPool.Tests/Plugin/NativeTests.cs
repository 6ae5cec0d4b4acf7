using System.Reflection;
using Microsoft.ML.OnnxRuntime;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Plugin;
using OnnxPool.Tests.CommandLine;

namespace OnnxPool.Tests.Plugin;

/// <summary>The native library in hosts of other languages: eng/build-native makes it, and without it these tests are skipped.</summary>
[TestFixture]
public class NativeTests
{
    static string Library
    {
        get
        {
            string path = Repository.PathOf("artifacts", "native", "libonnxpool.so");
            if (!File.Exists(path)) Assert.Ignore("eng/build-native has not made artifacts/native/libonnxpool.so");
            return path;
        }
    }

    [TestCase("max-v12", "MaxPool-12")]
    [TestCase("average-v22", "AveragePool-22")]
    public void A_host_in_C_prints_what_ONNX_Runtime_alone_gives(string model, string version)
    {
        string library = Library;
        string path = Repository.PathOf("tests", "models", $"{model}.onnx");
        string[] alone = Host("", "none", path), ours = Host(library, "provider", path);
        Assert.That(ours[..alone.Length], Is.EqualTo(alone));
        string[] node = ours[alone.Length..].Single().Split('\t');
        Assert.That(node[2..5], Is.EqualTo(new[] { version, "float", "1" }));
    }

    [Test]
    public void A_host_in_C_registers_our_operators()
    {
        string library = Library;
        const string Rest = "float 1x2x5x5 kernel_shape=3,3 strides=2,2 pads=1,1,1,1 ceil_mode=1 outputs=Y,Indices";
        string own = Write("own.onnx", $"ai.onnxpool.MaxPool:1 {Rest}"), standard = Write("standard.onnx", $"MaxPool:22 {Rest}");
        string[] alone = Host("", "none", standard), ours = Host(library, "operators", own);
        Assert.That(ours[..alone.Length], Is.EqualTo(alone));
        Assert.That(ours[alone.Length..].Single(), Does.StartWith("node\tMaxPool\tai.onnxpool.MaxPool-1\tfloat\t1\t"));
    }

    [Test]
    public void A_host_in_dotnet_gets_the_same_bits_from_the_library()
    {
        string library = Library;
        using SessionOptions quiet = OrtSession.CreateOptions();
        OrtEnv environment = OrtEnv.Instance();
        environment.RegisterExecutionProviderLibrary("native", library);
        OrtEpDevice device = environment.GetEpDevices().First(d => d.EpName == ProviderName.Text);
        foreach (string line in (string[])[
            "MaxPool:12 float 2x3x65x33 kernel_shape=3,3 data=special outputs=Y,Indices", "MaxPool:12 uint8 2x3x65x33 kernel_shape=2,2", "LpPool:22 float16 2x3x65x33 kernel_shape=3,3",
            "AveragePool:22 double 2x3x65x33 kernel_shape=3,3 data=large", "MaxPoolGrad:1 float 1x1x4x4 kernel_shape=2,2 ties=all data=ties inputs=dY,X"])
        {
            Problem problem = Problem.Parse(line);
            using var session = new OrtSession(ModelFile.ToBytes(ProblemModel.Build(problem)), new OrtSettings
            {
                Configure = options => options.AppendExecutionProvider(environment, [device], new Dictionary<string, string> { ["claim"] = "always" }),
            });
            PluginRuns.AssertSame(session.Run(ProblemData.Feeds(problem, 1), problem.Outputs), PluginRuns.Own(problem));
        }
    }

    static string Write(string name, string line)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, ModelFile.ToBytes(ProblemModel.Build(Problem.Parse(line))));
        return path;
    }

    static string Folder => Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "c-host")).FullName;

    /// <summary>What the host prints.</summary>
    static string[] Host(string library, string mode, string model)
    {
        ToolResult result = Child.Run(s_host.Value, Folder, null, [library, mode, model]);
        Assert.That(result.Status, Is.Zero, result.Error);
        return result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static readonly Lazy<string> s_host = new(() =>
    {
        string? compiler = Environment.GetEnvironmentVariable("PATH")?.Split(':')
            .SelectMany(folder => new[] { Path.Combine(folder, "cc"), Path.Combine(folder, "gcc") }).FirstOrDefault(File.Exists);
        if (compiler is null) Assert.Ignore("there is no C compiler (cc or gcc) on the PATH");
        string headers = typeof(NativeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "OnnxRuntimeHeaders").Value!;
        // Its name inside is that of its version. A run before this one has left a copy.
        string runtime = Directory.EnumerateFiles(AppContext.BaseDirectory, "libonnxruntime.so", SearchOption.AllDirectories).First(file => !file.StartsWith(Folder, StringComparison.Ordinal));
        foreach (string name in (string[])["libonnxruntime.so", "libonnxruntime.so.1"]) File.Copy(runtime, Path.Combine(Folder, name), overwrite: true);
        string host = Path.Combine(Folder, "pool_host");
        ToolResult result = Child.Run(compiler!, Folder, null,
            ["-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-isystem", headers, Repository.PathOf("samples", "c-host", "pool_host.c"), "-o", host, "-L", Folder, "-lonnxruntime", "-ldl", $"-Wl,-rpath,{Folder}"]);
        Assert.That(result.Status, Is.Zero, result.Error);
        return host;
    });
}
