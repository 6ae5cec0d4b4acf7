using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;
using OnnxPool.Tests.Training;
using OnnxPool.Training;

namespace OnnxPool.Tests.Backend;

/// <summary>Backend tests with ONNX's operators for training: ONNX Runtime runs others in their place, and the recorded outputs decide.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TrainingFolderTests : IDisposable
{
    const float Epsilon = 0.01f;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // y = the sum of the maxima of 3 1 / 2 2, 5 5 / 4 0: of equal ones the first gets it.
    [TestCase(1, true)]
    [TestCase(0, false)]
    public void Gradients_of_pooling_run_in_the_plug_in_and_each_pooling_node_is_checked_too(float first, bool passes)
    {
        ModelProto model = new ModelBuilder(17).Import(TrainingStandard.Domain, 1).Input("x", ElementType.Float, 1, 1, 2, 4)
            .Node("MaxPool", ["x"], ["m"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2])), ("strides", AttributeValue.Of([2, 2]))), "pool")
            .Node("ReduceSum", ["m"], ["y"], SampleModels.Attributes(("keepdims", AttributeValue.Of(0))), "sum")
            .Node(StandardTests.Gradient("dx", ["x"], [], "y", ["x"])).Output("y", ElementType.Float, []).Output("dx", ElementType.Float, [1, 1, 2, 4]).Build();
        Record(model, [Floats([1, 1, 2, 4], 3, 1, 5, 5, 2, 2, 4, 0)], [Floats([], 8), Floats([1, 1, 2, 4], first, 0, 1, 0, 0, 0, 0, 0)]);
        ToolResult result = Tool.Run("verify", _folder.Path);
        Assert.That(result.Status, Is.EqualTo(passes ? 0 : 1), result.Out + result.Error);
        Assert.That(result.Out, Does.Contain("MaxPool-12").And.Contain("MaxPoolGrad-1").And.Contain("ai.onnx.preview.training.Gradient-1").And.Contain("ReduceSum-17").And.Contain("rtol 1e-3, atol 1e-7"));
        Assert.That(result.Out, Does.Contain(passes ? "1 folders: 1 passed" : "the recorded output is another: 1 of 8 elements"));
        ToolResult asked = Tool.Run("verify", _folder.Path, "--node", "sum");
        Assert.That(asked.Status, Is.Zero);
        Assert.That(asked.Out, Does.Contain("1 passed, 0 failed, 0 divergent, 0 unsupported").And.Not.Contain("Gradient-1"));
    }

    [TestCase(Epsilon, true, TestName = "An_epsilon_that_was_left_out_explains_outputs_that_were_made_with_it")]
    [TestCase(2 * Epsilon, false, TestName = "It_explains_no_others")]
    public void Left_out(float recorded, bool isExplained)
    {
        ModelProto model = Adam();
        // One step from X = 1 along G = 2 with V = H = 0: V' = 0.1·2, H' = 0.001·4, X' = 1 − 0.1·V'/(√H' + epsilon).
        double v = (1 - (double)0.9f) * 2, h = (1 - (double)0.999f) * 4;
        Record(model, [Floats([], 0.1f), Tensor.Of(ElementType.Int64, [], (ReadOnlySpan<long>)[0]), Floats([1], 1), Floats([1], 2), Floats([1], 0), Floats([1], 0)],
            [Floats([1], (float)(1 - (0.1f * v / (Math.Sqrt(h) + recorded)))), Floats([1], (float)v), Floats([1], (float)h)]);
        ToolResult result = Tool.Run("verify", _folder.Path);
        Assert.That(result.Status, Is.EqualTo(isExplained ? 0 : 1), result.Out);
        Assert.That(result.Out, Does.Contain(isExplained ? "divergence adam-epsilon-left-out" : "FAILED ai.onnx.preview.training.Adam-1 #0 Adam -> X_new/X_new"));
        // A node that says its epsilon is not explained away.
        model.Graph.Node[0].Attribute.Add(NodeAttributes.ToProto("epsilon", AttributeValue.Of(1e-6f)));
        File.WriteAllBytes(_folder.File("test_case/model.onnx"), ModelFile.ToBytes(model));
        Assert.That(Tool.Run("verify", _folder.Path).Status, Is.EqualTo(1));
    }

    [Test]
    public void What_breaks_the_rules_of_an_operator_is_one_line()
    {
        ModelProto model = Adam();
        model.Graph.Node[0].Input.RemoveAt(5);
        Record(model, [], []);
        ToolResult result = Tool.Run("verify", _folder.Path);
        Assert.That(result.Status, Is.EqualTo(2));
        Assert.That(result.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(result.Error, Does.Contain("test_case").And.Contain("Adam-1").And.Contain("5 inputs and 3 outputs"));
    }

    [Test]
    public void The_operators_run_in_a_model_as_well()
    {
        string path = Adam().Save(_folder);
        foreach ((string name, Tensor value) in ((string, Tensor)[])[("R", Floats([], 0.5f)), ("X", Floats([1], 3)), ("G", Floats([1], 2)), ("V", Floats([1], 0)), ("H", Floats([1], 0))])
            TensorFile.Write(_folder.File($"{name}.pb"), value, name);
        TensorFile.Write(_folder.File("T.pb"), Tensor.Of(ElementType.Int64, [], (ReadOnlySpan<long>)[0]), "T");
        string[] inputs = [.. ((string[])["R", "T", "X", "G", "V", "H"]).SelectMany(n => (string[])["--input", $"{n}={_folder.File($"{n}.pb")}"])];
        foreach (string provider in (string[])["ort", "plugin", "onnxpool"])
        {
            ToolResult result = Tool.Run(["run", path, .. inputs, "--output", _folder.File("out"), "--provider", provider]);
            Assert.That(result.Status, Is.Zero, result.Error);
            Assert.That(TensorFile.Read(_folder.File("out/H_new.pb")).Tensor.ToDoubles()[0], Is.EqualTo(0.004).Within(1e-6));
        }
    }

    static ModelProto Adam()
    {
        var builder = new ModelBuilder(17).Import(TrainingStandard.Domain, 1).Input("R", ElementType.Float, []).Input("T", ElementType.Int64, []);
        foreach (string name in (string[])["X", "G", "V", "H"]) builder.Input(name, ElementType.Float, 1);
        builder.Node("Adam", ["R", "T", "X", "G", "V", "H"], ["X_new", "V_new", "H_new"], domain: TrainingStandard.Domain);
        foreach (string name in (string[])["X_new", "V_new", "H_new"]) builder.Output(name, ElementType.Float, [1]);
        return builder.Build();
    }

    void Record(ModelProto model, Tensor[] inputs, Tensor[] outputs)
    {
        string data = _folder.File("test_case/test_data_set_0");
        Directory.CreateDirectory(data);
        File.WriteAllBytes(_folder.File("test_case/model.onnx"), ModelFile.ToBytes(model));
        for (int i = 0; i < inputs.Length; i++) TensorFile.Write(Path.Combine(data, $"input_{i}.pb"), inputs[i], model.Graph.Input[i].Name);
        for (int i = 0; i < outputs.Length; i++) TensorFile.Write(Path.Combine(data, $"output_{i}.pb"), outputs[i], model.Graph.Output[i].Name);
    }

    static Tensor Floats(long[] shape, params float[] values) => Tensor.Of(shape, (ReadOnlySpan<float>)values);
}
