using System.Text.Json;
using OnnxPool.Cli;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Plugin;

/// <summary><c>verify --provider plugin</c>.</summary>
[TestFixture]
public class VerifyTests
{
    static string Generated(string name) => Repository.PathOf("tests", "models", name + ".onnx");

    static ToolResult Verify(params string[] args) => Tool.Run(["verify", "--provider", "plugin", .. args]);

    [Test]
    public void Nodes_and_outputs_of_a_network_are_judged()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Verify(ModelFiles.SmallCnn().Save(folder), "--dim", "batch=3");
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Match(@"max +MaxPool-12 +3x8x16x16 -> 3x8x8x8 +0 +0 +1 +exact"));
        Assert.That(result.Out, Does.Match(@"average +AveragePool-11 .* 1 +(exact|within)").And.Match(@"flat +Flatten-13 .* 1 +exact"));
        Assert.That(result.Out, Does.Match(@"scores +graph output .* (exact|within)"));
        Assert.That(result.Out, Does.Contain("4 of 4 pooling nodes ran in the plug-in's kernels\n5 passed, 0 failed"));
    }

    [TestCase("chain-segnet", 4, 5, 0, 0)]
    [TestCase("chain-lenet", 4, 4, 0, 0)]
    [TestCase("max-zero-signs", 1, 0, 2, 0)]
    [TestCase("max-v8-indices", 1, 2, 0, 0)]
    [TestCase("average-v22-bfloat16", 1, 0, 1, 0)]
    [TestCase("flatten-v9-string", 0, 0, 0, 1)]
    [TestCase("flatten-v21-int4", 0, 0, 0, 1)]
    public void Generated_models_have_their_verdicts(string model, int nodes, int passed, int divergent, int unsupported)
    {
        using var folder = new TemporaryFolder();
        string json = Path.Combine(folder.Path, "r.json");
        ToolResult result = Verify(Generated(model), "--json", json);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        using var parsed = JsonDocument.Parse(File.ReadAllBytes(json));
        JsonElement root = parsed.RootElement;
        Assert.That(
            (root.GetProperty("passed").GetInt32(), root.GetProperty("divergent").GetInt32(), root.GetProperty("unsupported").GetInt32()),
            Is.EqualTo((passed, divergent, unsupported)), result.Out);
        IEnumerable<long> calls = root.GetProperty("cases").EnumerateArray().Where(c => c.TryGetProperty("plugin_calls", out _)).Select(c => c.GetProperty("plugin_calls").GetInt64());
        Assert.That(calls.Where(c => c > 0), Is.EqualTo(Enumerable.Repeat(1L, nodes)));
    }

    [Test]
    public void A_node_that_is_left_is_shown()
    {
        ToolResult result = Verify(Generated("flatten-v9-string"));
        Assert.That(result.Out, Does.Match(@"Flatten-9 +0 +unsupported not checked: left to ONNX Runtime"));
        Assert.That(result.Out, Does.Contain("0 of 1 pooling nodes ran in the plug-in's kernels, the others in ONNX Runtime"));
    }

    [Test]
    public void Nodes_without_a_name_of_their_own_are_told_apart()
    {
        KeyValuePair<string, AttributeValue>[] window = SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2])));
        using var folder = new TemporaryFolder();
        string path = new ModelBuilder(17).Input("X", ElementType.Float, [1, 2, 6, 6])
            .Node("MaxPool", ["X"], ["a"], window, "pool").Node("MaxPool", ["a"], ["b"], window, "pool")
            .Node("MaxPool", ["b"], ["c"], window).Node("AveragePool", ["c"], ["d"], window).Output("d", ElementType.Float).Build().Save(folder);
        ToolResult result = Verify(path);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Contain("4 of 4 pooling nodes").And.Contain("4 passed").And.Not.Match(@" [2-9] +(exact|within)"));
    }

    [Test]
    public void Outputs_that_differ_for_another_reason_than_pooling_fail()
    {
        using var folder = new TemporaryFolder();
        // The noise depends on where the node stands among the others, so it is another one where the pooling nodes are gone.
        string path = new ModelBuilder(17).Input("X", ElementType.Float, [1, 2, 30, 30])
            .Node("AveragePool", ["X"], ["a"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([5, 5]))), "pool")
            .Node("RandomNormalLike", ["a"], ["noise"], name: "noise").Node("Concat", ["a", "noise"], ["r"], SampleModels.Attributes(("axis", AttributeValue.Of(1))), "both")
            .Output("r", ElementType.Float).Build().Save(folder);
        ToolResult result = Verify(path);
        Assert.That((result.Status, result.Error), Is.EqualTo((1, "")), result.Out);
        Assert.That(result.Out, Does.Contain("FAILED graph output r: with the plug-in, ONNX Runtime makes something else of the same pooled values"));
        Assert.That(result.Out, Does.Contain("--node r --provider plugin").And.Contain("1 passed, 1 failed"));
        Assert.That(Verify(path, "--node", "pool").Out, Does.Contain("1 passed, 0 failed"));
        Assert.That(Verify(path, "--node", "r").Out, Does.Contain("0 passed, 1 failed"));
    }

    [TestCase("--provider: found 'ort'; allowed: onnxpool, plugin", "verify|--provider|ort|x.onnx")]
    [TestCase("--provider plugin: found a problem line beside it; allowed: models", "verify|--provider|plugin|Flatten:13 float 2x3")]
    [TestCase("--provider plugin: found --backward beside it; allowed: models", "verify|--provider|plugin|--backward|Flatten:13 float 2x3")]
    public void Wrong_usage_is_one_line(string message, string arguments) => Tool.IsRefused(arguments.Split('|'), message);

    [Test]
    public void A_model_that_ONNX_Runtime_does_not_run_is_one_line()
    {
        using var folder = new TemporaryFolder();
        string path = ModelFiles.SmallCnn().Save(folder);
        ModelProto model = ModelFile.Read(path);
        model.Graph.Node.Single(n => n.OpType == "Relu").OpType = "NoSuchOperator";
        Tool.IsRefused(["verify", "--provider", "plugin", model.Save(folder)], "m.onnx: ONNX Runtime does not run it", "NoSuchOperator");
    }

    [Test]
    public void A_model_that_ONNX_Runtime_alone_cannot_have_is_not_checked()
    {
        using var folder = new TemporaryFolder();
        string path = new ModelBuilder(17, "own").Import(OperatorTable.OwnDomain, 1).Input("X", ElementType.Float, [1, 1, 4, 4])
            .Node("MaxPool", ["X"], ["Y"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2]))), "pool", OperatorTable.OwnDomain)
            .Output("Y", ElementType.Float).Build().Save(folder);
        ToolResult result = Verify(path);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Contain("0 passed, 0 failed, 0 divergent, 1 unsupported").And.Contain("ai.onnxpool"));
    }

    [Test]
    public void A_wrong_kernel_fails([Values] bool asOperators)
    {
        using var folder = new TemporaryFolder();
        string path = ModelFiles.SmallCnn().Save(folder);
        var options = new VerifyOptions { Dimensions = new Dictionary<string, long> { ["batch"] = 2 } };
        Assert.That(new ModelVerifier(options with { Plugin = PluginRoute.Of(null, asOperators) }).Verify(path).Select(r => r.Verdict), Has.None.EqualTo(Verdict.Failed));
        CheckResult[] results = [.. new ModelVerifier(options with { Plugin = new WrongRoute(asOperators) }).Verify(path)];
        Assert.That(results.Where(r => r.Verdict == Verdict.Failed).Select(r => r.Node), Is.EqualTo(new[] { "max" }));
        CheckResult max = results.Single(r => r.Node == "max");
        Assert.That(max.PluginCalls, Is.EqualTo(1));
        Assert.That(max.Difference!.IsExact, Is.False);
    }

    /// <summary>Stands for a kernel that takes windows from elsewhere: the sizes are the right ones, the values are not.</summary>
    sealed class WrongRoute(bool asOperators) : InProcessRoute(asOperators)
    {
        internal override ModelProto Prepare(ModelProto model, IReadOnlyList<PlacedNode> nodes)
        {
            ModelProto wrong = base.Prepare(model, nodes).Clone();
            foreach (NodeProto node in wrong.Graph.Node.Where(n => n.OpType == "MaxPool"))
                node.Attribute.Add(new AttributeProto { Name = "dilations", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 2, 2 } });
            return wrong;
        }
    }

    [Test]
    public void Outputs_behind_pooling_inside_of_other_nodes_are_not_judged_where_they_differ()
    {
        using var folder = new TemporaryFolder();
        string path = WithBranch("AveragePool", ("kernel_shape", AttributeValue.Of([9, 9]))).Save(folder);
        ToolResult result = Verify(path);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Match(@"r +graph output .* unsupported not checked: pooling inside of other nodes may round otherwise"));
        Assert.That(result.Out, Does.Match(@"AveragePool-22 .* unsupported not checked: inside a control-flow subgraph"));
        // Where it cannot round, nothing differs.
        result = Verify(WithBranch("MaxPool", ("kernel_shape", AttributeValue.Of([9, 9]))).Save(folder));
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Match(@"r +graph output .* exact").And.Contain("1 of 1 pooling nodes"));
    }

    static ModelProto WithBranch(string operation, params (string, AttributeValue)[] attributes)
    {
        ModelProto model = new ModelBuilder(22).Input("X", ElementType.Float, [1, 2, 30, 30]).Initializer("yes", Tensor.Of<byte>(ElementType.Bool, [], [1]))
            .Node("MaxPool", ["X"], ["m"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2]))), "pool").Output("r", ElementType.Float).Build();
        var choice = new NodeProto { OpType = "If", Name = "choice", Input = { "yes" }, Output = { "r" } };
        foreach (string branch in (string[])["then_branch", "else_branch"])
        {
            var graph = new GraphProto { Name = branch };
            graph.Node.AddRange(new ModelBuilder(22).Node(operation, ["m"], [branch], SampleModels.Attributes(attributes), "inner").Build().Graph.Node);
            graph.Output.Add(ValueTypes.Named(branch, ValueTypes.Tensor(ElementType.Float)));
            choice.Attribute.Add(new AttributeProto { Name = branch, Type = AttributeProto.Types.AttributeType.Graph, G = graph });
        }
        model.Graph.Node.Add(choice);
        return model;
    }

    [Test]
    public void The_whole_corpus_passes_by_every_way_in([Values] bool fromLibrary, [Values] bool asOperators)
    {
        using var folder = new TemporaryFolder();
        string json = folder.File("r.json");
        string[] library = fromLibrary ? ["--library", NativeTests.Library] : [], operators = asOperators ? ["--custom-ops"] : [];
        ToolResult result = Verify([Repository.PathOf("tests", "models"), "--json", json, .. library, .. operators]);
        if (result.Error.Contains("npm", StringComparison.Ordinal)) Assert.Ignore(result.Error);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        using var parsed = JsonDocument.Parse(File.ReadAllBytes(json));
        JsonElement[] cases = [.. parsed.RootElement.GetProperty("cases").EnumerateArray()];
        // What is judged has run here; texts are left.
        foreach (JsonElement c in cases.Where(c => c.TryGetProperty("plugin_calls", out _)))
            Assert.That(c.GetProperty("plugin_calls").GetInt64(), Is.EqualTo(c.GetProperty("name").GetString()!.Contains("string", StringComparison.Ordinal) ? 0 : 1), $"{c}");
        Assert.That(cases.Count(c => c.TryGetProperty("plugin_calls", out _)), Is.GreaterThan(200));
    }

    [Test]
    public void A_library_is_named_again_where_something_fails()
    {
        Assert.That(PluginOptions.Words(PluginRoute.Of(null, asOperators: true)), Is.EqualTo(new[] { "--provider plugin", "--custom-ops" }));
        Assert.That(PluginOptions.Words(PluginRoute.Of(NativeTests.Library, asOperators: false)), Is.EqualTo(new[] { "--provider plugin", $"--library {NativeTests.Library}" }));
    }

    [Test]
    public void A_file_that_is_not_the_library_is_one_line()
    {
        using var folder = new TemporaryFolder();
        string model = ModelFiles.SmallCnn().Save(folder), nowhere = folder.File("no.so"), texts = folder.File("text.so", "no library"u8);
        string other = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libonnxruntime.so");
        foreach (string[] verb in (string[][])[["verify", model], ["run", model, "--output", folder.File("out")]])
        {
            Tool.IsRefused([.. verb, "--provider", "plugin", "--library", nowhere], $"--library: found '{nowhere}', which is not a file; allowed: libonnxpool.so, as eng/build-native makes it");
            Tool.IsRefused([.. verb, "--provider", "plugin", "--library", texts], $"--library: found '{texts}', which cannot be loaded as a library");
            if (File.Exists(other)) Tool.IsRefused([.. verb, "--provider", "plugin", "--library", other], $"--library: found '{other}', which does not export RegisterCustomOps");
            Tool.IsRefused([.. verb, "--provider", "onnxpool", "--library", nowhere], "--library: found --provider onnxpool beside it; allowed: --provider plugin");
        }
        Tool.IsRefused(["verify", model, "--custom-ops"], "--custom-ops: found --provider onnxpool beside it; allowed: --provider plugin");
    }

    [Test]
    public void A_published_network_passes()
    {
        string path = Repository.PathOf("tests", "models", ".cache", "pp-ocr-cls.onnx");
        Assume.That(File.Exists(path), "fetched by other tests");
        ToolResult result = Verify(path);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Match(@"(\d+) of \1 pooling nodes ran in the plug-in's kernels").And.Contain("0 failed").And.Contain("graph output"));
    }
}
