using Microsoft.ML.OnnxRuntime;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Plugin;

/// <summary>The native library in hosts of other languages: eng/build-native makes it, and without it these tests are skipped.</summary>
[TestFixture]
public class NativeTests
{
    /// <summary>Where it is.</summary>
    internal static string Library
    {
        get
        {
            string path = Repository.PathOf("artifacts", "native", "libonnxpool.so");
            if (!File.Exists(path)) Assert.Ignore("eng/build-native has not made artifacts/native/libonnxpool.so");
            return path;
        }
    }

    static readonly string[] s_versions = CHost.Versions;

    [Test]
    public void A_host_in_C_prints_what_ONNX_Runtime_alone_gives(
        [ValueSource(nameof(s_versions))] string runtime, [Values("max-v12 MaxPool-12", "average-v22 AveragePool-22")] string model)
    {
        string library = Library;
        (string name, string version) = (model.Split(' ')[0], model.Split(' ')[1]);
        string path = Repository.PathOf("tests", "models", $"{name}.onnx");
        // Alone in the version that everything else is tested with.
        string[] alone = CHost.Of("1.29").Run("", "none", path), ours = CHost.Of(runtime).Run(library, "provider", path);
        Assert.That(ours[..alone.Length], Is.EqualTo(alone));
        string[] node = ours[alone.Length..].Single().Split('\t');
        Assert.That(node[2..5], Is.EqualTo(new[] { version, "float", "1" }));
    }

    [Test]
    public void A_host_in_C_registers_our_operators([ValueSource(nameof(s_versions))] string runtime)
    {
        string library = Library;
        const string Rest = "float 1x2x5x5 kernel_shape=3,3 strides=2,2 pads=1,1,1,1 ceil_mode=1 outputs=Y,Indices";
        using var folder = new TemporaryFolder();
        string own = Model($"ai.onnxpool.MaxPool:1 {Rest}").Save(folder, "own.onnx"), standard = Model($"MaxPool:22 {Rest}").Save(folder, "standard.onnx");
        string[] alone = CHost.Of("1.29").Run("", "none", standard), ours = CHost.Of(runtime).Run(library, "operators", own);
        Assert.That(ours[..alone.Length], Is.EqualTo(alone));
        Assert.That(ours[alone.Length..].Single(), Does.StartWith("node\tMaxPool\tai.onnxpool.MaxPool-1\tfloat\t1\t"));
    }

    [Test]
    public void A_wrong_node_of_our_domain_is_the_error_of_a_host_in_C([ValueSource(nameof(s_versions))] string runtime, [Values("provider", "operators")] string mode)
    {
        using var folder = new TemporaryFolder();
        string path = new ModelBuilder(22).Import(OperatorTable.OwnDomain, 1).Input("X", ElementType.Float, [1, 1, 4, 4])
            .Node("MaxPool", ["X"], ["Y"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2])), ("ceil_mode", AttributeValue.Of(2))), "wrong", OperatorTable.OwnDomain)
            .Output("Y", ElementType.Float).Build().Save(folder);
        ToolResult result = CHost.Of(runtime).Start(Library, mode, path);
        Assert.That((result.Status, result.Out), Is.EqualTo((1, "")));
        Assert.That(result.Error, Does.Contain("OnnxPool: ai.onnxpool.MaxPool-1 node 'wrong': ceil_mode: found 2; allowed: 0 or 1"));
    }

    [Test]
    public void It_needs_nothing_but_the_system([Values("libonnxpool.so", "libonnxpool.v3.so", "libonnxpool.v4.so")] string file)
    {
        string? readelf = Environment.GetEnvironmentVariable("PATH")?.Split(':').Select(folder => Path.Combine(folder, "readelf")).FirstOrDefault(File.Exists);
        if (readelf is null) Assert.Ignore("there is no readelf on the PATH");
        string path = Path.Combine(Path.GetDirectoryName(Library)!, file);
        string[] needed = [.. Child.Run(readelf!, ".", null, ["-d", path]).Out.Split('\n').Where(l => l.Contains("(NEEDED)", StringComparison.Ordinal)).Select(l => l.Split('[', ']')[1])];
        Assert.That(needed, Is.SubsetOf(new[] { "libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2" }).And.Not.Empty);
        string sections = Child.Run(readelf!, ".", null, ["-S", "-W", path]).Out;
        Assert.That(sections, Does.Contain(".dynsym").And.Not.Contain(".symtab").And.Not.Contain(".debug_"));
    }

    [TestCase("MaxPool:12 float 2x3x65x33 kernel_shape=3,3 data=special outputs=Y,Indices")]
    [TestCase("MaxPool:12 uint8 2x3x65x33 kernel_shape=2,2")]
    [TestCase("LpPool:22 float16 2x3x65x33 kernel_shape=3,3")]
    [TestCase("AveragePool:22 double 2x3x65x33 kernel_shape=3,3 data=large")]
    [TestCase("MaxPoolGrad:1 float 1x1x4x4 kernel_shape=2,2 ties=all data=ties inputs=dY,X")]
    public void A_host_in_dotnet_gets_the_same_bits_from_the_library(string line)
    {
        Problem problem = Problem.Parse(line);
        using OrtSession session = Open(ProblemModel.Build(problem), asOperators: false, out Func<ILookup<string, long>> calls);
        PluginRuns.AssertSame(session.Run(ProblemData.Feeds(problem, 1), problem.Outputs), PluginRuns.Own(problem));
        Assert.That(calls().Select(n => (n.Key, n.Sum())), Is.EqualTo(new[] { (problem.Operator.Name, 1L) }));
    }

    [Test]
    public void Sessions_of_the_library_leave_nothing_behind([Values] bool asOperators)
    {
        Problem problem = Problem.Parse("ai.onnxpool.AveragePool:1 float 1x2x6x6 kernel_shape=2,2");
        byte[] model = ModelFile.ToBytes(ProblemModel.Build(problem));
        Dictionary<string, Tensor> feeds = ProblemData.Feeds(problem, 1);
        Tensor[] expected = PluginRuns.Own(problem);
        OrtEpDevice device = LibraryRoute.Load(Library, asOperators: false).Device;
        // Statistics keep what they have counted for every session: these are without.
        SessionTests.AssertLevel(() =>
        {
            using var session = new OrtSession(model, new OrtSettings
            {
                Threads = 2,
                CustomOps = asOperators ? Library : null,
                Configure = options =>
                {
                    if (!asOperators) options.AppendExecutionProvider(OrtEnv.Instance(), [device], new Dictionary<string, string>());
                },
            });
            PluginRuns.AssertSame(session.Run(feeds, ["Y"]), expected);
        });
    }

    [Test]
    public void A_library_may_be_unregistered_while_a_session_lives()
    {
        Problem problem = Problem.Parse("MaxPool:12 float 2x3x65x33 kernel_shape=3,3 data=ties outputs=Y,Indices");
        Dictionary<string, Tensor> feeds = ProblemData.Feeds(problem, 1);
        using SessionOptions quiet = OrtSession.CreateOptions();
        OrtEnv environment = OrtEnv.Instance();
        string library = Library;
        for (int i = 0; i < 3; i++)
        {
            int before = environment.GetEpDevices().Count;
            environment.RegisterExecutionProviderLibrary("for a while", library);
            OrtEpDevice device = environment.GetEpDevices().Skip(before).Single();
            using var session = new OrtSession(ModelFile.ToBytes(ProblemModel.Build(problem)), new OrtSettings
            {
                Configure = options => options.AppendExecutionProvider(environment, [device], new Dictionary<string, string> { ["claim"] = "always" }),
            });
            environment.UnregisterExecutionProviderLibrary("for a while");
            PluginRuns.AssertSame(session.Run(feeds, problem.Outputs), PluginRuns.Own(problem));
        }
    }

    static ModelProto Model(string line) => ProblemModel.Build(Problem.Parse(line));

    static OrtSession Open(ModelProto model, bool asOperators, out Func<ILookup<string, long>> calls)
    {
        Func<ILookup<string, long>>? count = null;
        PluginRoute route = PluginRoute.Of(Library, asOperators);
        var session = new OrtSession(ModelFile.ToBytes(model), new OrtSettings { Configure = options => count = route.Use(options) });
        calls = count!;
        return session;
    }
}
