using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Commands;

/// <summary>Models with nodes of the domain ai.onnxpool, alone and among others.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GradientModelTests : IDisposable
{
    static readonly KeyValuePair<string, AttributeValue>[] s_window = SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2])), ("strides", AttributeValue.Of([2, 2])));

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Out => _folder.File("out");

    /// <summary>A step of training: convolution, maximum, and the way back to the convolution's output, doubled.</summary>
    static ModelProto Step() => new ModelBuilder(17)
        .Import(OperatorTable.OwnDomain, 1)
        .Input("x", ElementType.Float, 1, 1, 4, 4)
        .Initializer("w", Tensor.Of<float>(ElementType.Float, [1, 1, 1, 1], [2]))
        .Node("Conv", ["x", "w"], ["c"], name: "conv")
        .Node("MaxPool", ["c"], ["y", "i"], s_window, "pool")
        .Node("Relu", ["y"], ["dy"], name: "relu")
        .Node("MaxPoolGrad", ["dy", "c", "", "i"], ["dc"], s_window, "back", OperatorTable.OwnDomain)
        .Node("Add", ["dc", "dc"], ["twice"], name: "add")
        .Output("twice", ElementType.Float).Output("i", ElementType.Int64).Build();

    string SaveX() => SaveX([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);

    string SaveX(float[] values)
    {
        TensorFile.Write(_folder.File("x.pb"), Tensor.Of<float>(ElementType.Float, [1, 1, 4, 4], values));
        return $"x={_folder.File("x.pb")}";
    }

    [Test]
    public void A_model_with_other_nodes_is_verified_node_by_node()
    {
        string path = Step().Save(_folder);
        ToolResult result = Tool.Run("verify", path);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Match(@"back +MaxPoolGrad-1 +1x1x4x4 -> 1x1x4x4 .*exact").And.Match(@"pool/Indices +MaxPool-17 .*exact|pool/Indices +MaxPool-12 .*exact"));
        Assert.That(result.Out.Split("ONNX Runtime has no operators of the domain ai.onnxpool"), Has.Length.EqualTo(2), "said once");
        Assert.That(result.Out, Does.Contain("3 passed, 0 failed"));
        Assert.That(Tool.Run("verify", path, "--node", "back").Out, Does.Contain("1 passed"));
    }

    [TestCase("onnxpool")]
    [TestCase("reference")]
    [TestCase("plugin")]
    public void It_runs(string provider)
    {
        ToolResult result = Tool.Run("run", Step().Save(_folder), "--input", SaveX(), "--output", Out, "--provider", provider);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(
            TensorFile.Read(Path.Combine(Out, "twice.pb")).Tensor.Values<float>().ToArray(),
            Is.EqualTo(new float[] { 0, 0, 0, 0, 0, 24, 0, 32, 0, 0, 0, 0, 0, 56, 0, 64 }));
    }

    [Test]
    public void ONNX_Runtime_does_not_run_it_and_the_tool_says_why()
    {
        Tool.IsRefused(
            ["run", Step().Save(_folder), "--input", SaveX(), "--output", Out, "--provider", "ort"],
            "node 'back' (ai.onnxpool.MaxPoolGrad-1)", "operators that ONNX Runtime has, which does not know the domain ai.onnxpool");
        Assert.That(Directory.Exists(Out), Is.False);
    }

    [Test]
    public void Control_flow_is_given_the_values_around_it()
    {
        GraphProto Branch(string op, string captured)
        {
            var graph = new GraphProto { Name = op, Node = { new NodeProto { OpType = op, Input = { captured, "two" }, Output = { "z" } } } };
            graph.Output.Add(ValueTypes.Named("z", ValueTypes.Tensor(ElementType.Float)));
            return graph;
        }

        var choose = new NodeProto { OpType = "If", Name = "choose", Input = { "yes" }, Output = { "dy" } };
        choose.Attribute.Add(new AttributeProto { Name = "then_branch", Type = AttributeProto.Types.AttributeType.Graph, G = Branch("Mul", "y") });
        choose.Attribute.Add(new AttributeProto { Name = "else_branch", Type = AttributeProto.Types.AttributeType.Graph, G = Branch("Add", "y") });
        ModelProto model = new ModelBuilder(17)
            .Import(OperatorTable.OwnDomain, 1)
            .Input("x", ElementType.Float, 1, 1, 4, 4)
            .Initializer("two", Tensor.Of<float>(ElementType.Float, [], [2]))
            .Initializer("yes", Tensor.Of<byte>(ElementType.Bool, [], [1]))
            .Node("AveragePool", ["x"], ["y"], s_window, "pool", OperatorTable.OwnDomain)
            .Node(choose)
            .Node("Shape", ["x"], ["x_shape"], name: "shape")
            .Node("AveragePoolGrad", ["dy", "x_shape"], ["dx"], s_window, "back", OperatorTable.OwnDomain)
            .Output("dx", ElementType.Float).Build();
        string path = model.Save(_folder);
        Assert.That(Tool.Run("verify", path).Out, Does.Contain("2 passed, 0 failed"));
        Assert.That(Tool.Run("run", path, "--input", SaveX(), "--output", Out).Error, Is.Empty);
        Assert.That(TensorFile.Read(Path.Combine(Out, "dx.pb")).Tensor.Values<float>()[..3].ToArray(), Is.EqualTo(new[] { 1.75f, 1.75f, 2.75f }));
        ToolResult inspected = Tool.Run("inspect", path);
        Assert.That(inspected.Out, Does.Contain("back").And.Contain("1x1x4x4 -> 1x1x4x4"));
    }

    [TestCase("verify")]
    [TestCase("run")]
    public void Inside_of_other_nodes_they_are_refused(string verb)
    {
        var inner = new NodeProto { OpType = "MaxPoolGrad", Name = "back", Domain = OperatorTable.OwnDomain, Input = { "y", "x" }, Output = { "z" } };
        inner.Attribute.AddRange(s_window.Select(a => NodeAttributes.ToProto(a.Key, a.Value)));
        var branch = new GraphProto { Name = "branch", Node = { inner } };
        branch.Output.Add(ValueTypes.Named("z", ValueTypes.Tensor(ElementType.Float)));
        var choose = new NodeProto { OpType = "If", Name = "choose", Input = { "yes" }, Output = { "dx" } };
        foreach (string name in (string[])["then_branch", "else_branch"])
            choose.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = branch });
        ModelProto subgraph = Begin().Initializer("yes", Tensor.Of<byte>(ElementType.Bool, [], [1])).Node(choose).Output("dx", ElementType.Float).Build();
        IsRefused(subgraph, "node 'choose/then_branch/back' (ai.onnxpool.MaxPoolGrad-1): place: found a control-flow subgraph; allowed: the main graph");

        var function = new FunctionProto { Name = "Back", Domain = "own", Input = { "y", "x" }, Output = { "z" }, Node = { inner } };
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = OperatorTable.OwnDomain, Version = 1 });
        ModelProto call = Begin().Import("own", 1).Node("Back", ["y", "x"], ["dx"], domain: "own").Output("dx", ElementType.Float).Build();
        call.Functions.Add(function);
        IsRefused(call, "(ai.onnxpool.MaxPoolGrad-1): place: found a function; allowed: the main graph");

        ModelBuilder Begin() => new ModelBuilder(17).Import(OperatorTable.OwnDomain, 1).Input("x", ElementType.Float, 1, 1, 4, 4).Node("MaxPool", ["x"], ["y"], s_window, "pool");

        void IsRefused(ModelProto model, string message)
        {
            string[] more = verb == "run" ? ["--input", SaveX(), "--output", Out] : [];
            Tool.IsRefused([verb, model.Save(_folder), .. more], message);
        }
    }

    [Test]
    public void A_refusal_names_the_node_that_is_not_ours()
    {
        ModelProto model = Step();
        model.Graph.Node[0].OpType = "Convolve";
        Tool.IsRefused(["verify", model.Save(_folder)], "node 'conv' (Convolve-17): ONNX Runtime", "refuses");
        model = Step();
        model.Graph.Node[4].Input[1] = "nowhere";
        Tool.IsRefused(["run", model.Save(_folder), "--input", SaveX(), "--output", Out], "node 'add' (Add-17): input: found 'nowhere', which nothing before the node computes");
    }

    [Test]
    public void What_a_node_is_given_must_fit()
    {
        IsRefused("dY of the wrong shape", m => m.Graph.Node[3].Input[0] = "c", "node 'back' (ai.onnxpool.MaxPoolGrad-1): shape of dY: found 1x1x4x4; allowed: 1x1x2x2");
        IsRefused("dY of integers", m => m.Graph.Node[3].Input[0] = "i", "element type: found int64 for MaxPoolGrad-1; allowed: float");
        IsRefused("Indices that are numbers", m => m.Graph.Node[3].Input[3] = "y", "element type of Indices: found float; allowed: int64");
        IsRefused("no X", m => m.Graph.Node[3].Input[1] = "", "inputs: found dy,,,i; allowed: the first 2 to 4 of dY,X,Y,Indices");
        IsRefused("too many inputs", m => m.Graph.Node[3].Input.Add("c"), "inputs: found dy,c,,i,c; allowed: the first 2 to 4");
        IsRefused("no import", m => m.OpsetImport.RemoveAt(1), "opset_import: found no version of ai.onnxpool; allowed: 1");
        IsRefused("another version", m => m.OpsetImport[1].Version = 2, "opset: found 2 for MaxPoolGrad; allowed: 1");
        IsRefused("an operator that the domain does not have", m => m.Graph.Node[3].OpType = "MeanPoolGrad", "node 'back' (ai.onnxpool.MeanPoolGrad-1): operator: found MeanPoolGrad; allowed: MaxPool, ");
        IsRefused("ties beside Indices", m => m.Graph.Node[3].Attribute.Add(NodeAttributes.ToProto("ties", AttributeValue.Of("equal"))), "ties: found equal beside Indices; allowed: first");
        IsRefused("unknown policy", m => m.Graph.Node[3].Attribute.Add(NodeAttributes.ToProto("ties", AttributeValue.Of("last"))), "ties: found 'last'; allowed: first, equal, all");

        void IsRefused(string what, Action<ModelProto> change, string message)
        {
            ModelProto model = Step();
            change(model);
            TestContext.Out.WriteLine(what);
            Tool.IsRefused(["verify", model.Save(_folder)], message);
        }
    }

    [Test]
    public void Indices_outside_of_their_plane_are_refused()
    {
        ModelProto model = new ModelBuilder(22).Import(OperatorTable.OwnDomain, 1)
            .Input("dY", ElementType.Float, 1, 1, 1, 1).Input("X", ElementType.Float, 1, 1, 2, 2).Input("I", ElementType.Int64, 1, 1, 1, 1)
            .Node("MaxPoolGrad", ["dY", "X", "", "I"], ["dX"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2]))), "back", OperatorTable.OwnDomain)
            .Output("dX", ElementType.Float).Build();
        string path = model.Save(_folder);
        Assert.That(Run(3).Status, Is.Zero);
        Assert.That(TensorFile.Read(Path.Combine(Out, "dX.pb")).Tensor.Values<float>().ToArray(), Is.EqualTo(new float[] { 0, 0, 0, 5 }));
        foreach (long index in (long[])[4, -2])
            Assert.That((Run(index).Status, Run(index).Error), Is.EqualTo((2, $"onnxpool: {path}: node 'back' (ai.onnxpool.MaxPoolGrad-1): Indices[0]: found {index}; allowed: -1, or 0 to 3, the positions of its plane\n")));

        ToolResult Run(long index)
        {
            TensorFile.Write(_folder.File("dy.pb"), Tensor.Of<float>(ElementType.Float, [1, 1, 1, 1], [5]));
            TensorFile.Write(_folder.File("x2.pb"), new Tensor(ElementType.Float, [1, 1, 2, 2]));
            TensorFile.Write(_folder.File("i.pb"), Tensor.Of<long>(ElementType.Int64, [1, 1, 1, 1], [index]));
            return Tool.Run("run", path, "--input", $"dY={_folder.File("dy.pb")}", "--input", $"X={_folder.File("x2.pb")}", "--input", $"I={_folder.File("i.pb")}", "--output", Out);
        }
    }

    [Test]
    public void A_shape_may_be_a_constant_and_must_be_one()
    {
        ModelProto Model(Tensor shape) => new ModelBuilder(22).Import(OperatorTable.OwnDomain, 1)
            .Input("dY", ElementType.Double, 2, 3, 1)
            .Initializer("X_shape", shape)
            .Node("GlobalAveragePoolGrad", ["dY", "X_shape"], ["dX"], name: "back", domain: OperatorTable.OwnDomain)
            .Output("dX", ElementType.Double).Build();
        string path = Model(Tensor.Of<long>(ElementType.Int64, [3], [2, 3, 5])).Save(_folder);
        Assert.That(Tool.Run("verify", path).Out, Does.Contain("2x3x5 -> 2x3x5").And.Contain("1 passed, 0 failed"));
        Assert.That(Tool.Run("inspect", path).Out, Does.Contain("2x3x5 -> 2x3x5").And.Contain("the value of X_shape"));
        Tool.IsRefused(["verify", Model(Tensor.Of<long>(ElementType.Int64, [1, 3], [2, 3, 5])).Save(_folder)], "X_shape: found int64 of shape 1x3; allowed: int64 of one dimension");
        Tool.IsRefused(["verify", Model(Tensor.Of<int>(ElementType.Int32, [3], [2, 3, 5])).Save(_folder)], "X_shape: found int32 of shape 3");
        Tool.IsRefused(["verify", Model(Tensor.Of<long>(ElementType.Int64, [3], [2, 3, -5])).Save(_folder)], "node 'back'", "-5");
        Tool.IsRefused(["verify", Model(Tensor.Of<long>(ElementType.Int64, [3], [2, 4, 5])).Save(_folder)], "shape of dY: found 2x3x1; allowed: 2x4x1");
    }
}
