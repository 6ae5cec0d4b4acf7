using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Backend;

/// <summary>Backend tests that are good, wrong, damaged, or about something else.</summary>
[TestFixture]
public class BackendFolderTests
{
    [TestCase("MaxPool:12 float 1x2x5x5 kernel_shape=3,3 outputs=Y,Indices name=case", "exact")]
    [TestCase("AveragePool:11 float 1x2x5x5 kernel_shape=3,3 name=case", "rtol 1e-3, atol 1e-7")]
    [TestCase("LpPool:11 float 1x2x5x5 kernel_shape=3,3 name=case", "rtol 1e-3, atol 1e-7")]
    [TestCase("Flatten:13 string 2x3x4 name=case", "exact")]
    [TestCase("MaxUnpool:11 float 1x2x2x2 kernel_shape=2,2 strides=2,2 name=case", "exact")]
    public void A_generated_test_passes_and_says_what_it_was_held_against(string line, string tolerance)
    {
        using var test = new TestData(line);
        ToolResult result = test.Verify();
        Assert.That(result.Status, Is.Zero, result.Error);
        Assert.That(result.Out, Does.Contain(tolerance).And.Contain("1 folders: 1 passed"));
    }

    [Test]
    public void A_recorded_value_that_is_off_fails()
    {
        using var test = new TestData();
        ChangeFirst(test.Data("output_0.pb"), 1);
        ToolResult result = test.Verify();
        Assert.That(result.Status, Is.EqualTo(1));
        Assert.That(result.Out, Does.Contain("the recorded output does not: 1 of 18 elements"));
    }

    [Test]
    public void The_last_bit_counts_for_a_maximum_and_not_for_an_average()
    {
        using var max = new TestData();
        using var average = new TestData("AveragePool:11 float 1x2x5x5 kernel_shape=3,3 name=case");
        foreach (TestData test in (TestData[])[max, average]) ChangeFirst(test.Data("output_0.pb"), 0);
        Assert.That(max.Verify().Status, Is.EqualTo(1));
        ToolResult within = average.Verify();
        Assert.That(within.Status, Is.Zero, within.Out);
        Assert.That(within.Out, Does.Contain("within"));
    }

    [Test]
    public void A_recorded_index_that_is_off_fails()
    {
        using var test = new TestData();
        (string name, Tensor tensor) = TensorFile.Read(test.Data("output_1.pb"));
        tensor.Values<long>()[3]++;
        TensorFile.Write(test.Data("output_1.pb"), tensor, name);
        Assert.That(test.Verify().Status, Is.EqualTo(1));
    }

    [Test]
    public void An_average_off_by_more_than_onnx_allows_fails()
    {
        using var test = new TestData("AveragePool:11 float 1x2x5x5 kernel_shape=3,3 name=case");
        ChangeFirst(test.Data("output_0.pb"), 1);
        Assert.That(test.Verify().Status, Is.EqualTo(1));
    }

    [Test]
    public void Files_that_are_missing_or_unreadable_are_named_and_others_are_still_checked()
    {
        (Action<TestData> Damage, string[] Said)[] cases =
        [
            (t => File.Delete(t.Data("input_0.pb")), ["test_case", "input_0.pb", "no such file"]),
            (t => File.Delete(t.Data("output_1.pb")), ["test_case", "output_1.pb", "no such file"]),
            (t => File.WriteAllBytes(t.Data("input_0.pb"), []), ["input_0.pb", "empty file"]),
            (t => File.WriteAllBytes(t.Data("output_0.pb"), [1, 2, 3]), ["output_0.pb", "not a whole protobuf"]),
            (t => File.Copy(t.Data("input_0.pb"), t.Data("input_1.pb")), ["input_*.pb: found 2 files; allowed: 1"]),
            (t => File.Delete(Path.Combine(t.Folder, "model.onnx")), ["model.onnx", "no such file"]),
            (t => File.WriteAllText(Path.Combine(t.Folder, "model.onnx"), "no"), ["model.onnx"]),
            (t => Directory.Delete(Path.Combine(t.Folder, "test_data_set_0"), true), ["test_data_set_*: found no such folder"]),
            (t => TensorFile.Write(t.Data("input_0.pb"), new Tensor(ElementType.Double, [1, 2, 5, 5])), ["input_0.pb", "found double; allowed: float"]),
            (t => TensorFile.Write(t.Data("input_0.pb"), new Tensor(ElementType.Float, [1, 2, 5, 6])), ["input_0.pb", "found 1x2x5x6; allowed: 1x2x5x5"]),
        ];
        foreach ((Action<TestData> damage, string[] said) in cases)
        {
            using var test = new TestData();
            Assert.That(Tool.Run("generate", "MaxPool:12 float 1x1x4 kernel_shape=2 name=other", "--out", test.Root).Status, Is.Zero);
            damage(test);
            ToolResult result = test.Verify();
            Assert.Multiple(() =>
            {
                Assert.That(result.Status, Is.EqualTo(2), said[0]);
                Assert.That(result.ErrorLines, Has.Length.EqualTo(1), result.Error);
                foreach (string part in said.Append("test_case")) Assert.That(result.Error, Does.Contain(part));
                Assert.That(result.Out, Does.Contain("2 folders: 1 passed, 0 failed, 0 divergent, 0 unsupported, 1 unreadable"));
            });
        }
    }

    [Test]
    public void Every_data_set_is_checked()
    {
        using var test = new TestData();
        string second = Path.Combine(test.Folder, "test_data_set_1");
        Directory.CreateDirectory(second);
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(test.Data("x"))!)) File.Copy(file, Path.Combine(second, Path.GetFileName(file)));
        ChangeFirst(Path.Combine(second, "output_0.pb"), 1);
        ToolResult result = test.Verify();
        Assert.That(result.Status, Is.EqualTo(1));
        Assert.That(result.Out, Does.Contain("test_case/test_data_set_0").And.Contain("3 passed, 1 failed"));
    }

    [Test]
    public void Models_without_pooling_are_not_ours()
    {
        using var test = new TestData();
        Directory.CreateDirectory(test.File("test_relu/test_data_set_0"));
        ModelFile.Write(test.File("test_relu/model.onnx"), new ModelBuilder(12).Input("X", ElementType.Float, 1).Node("Relu", ["X"], ["Y"]).Output("Y", ElementType.Float).Build());
        ToolResult result = test.Verify();
        Assert.That(result.Status, Is.Zero);
        Assert.That(result.Out, Does.Contain("test_relu: not ours: no pooling node: Relu").And.Contain("2 folders: 1 passed").And.Contain("1 not ours"));
    }

    [Test]
    public void A_model_with_other_nodes_runs_whole_on_the_recorded_input()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("test_mixed/test_data_set_0"));
        ModelFile.Write(folder.File("test_mixed/model.onnx"), SampleModels.Chain().Build());
        TensorFile.Write(folder.File("test_mixed/test_data_set_0/input_0.pb"), new Tensor(ElementType.Float, [2, 1, 4, 4]), "X");
        TensorFile.Write(folder.File("test_mixed/test_data_set_0/output_0.pb"), new Tensor(ElementType.Float, [2, 9]), "Y");
        ToolResult result = Tool.Run("verify", folder.Path);
        Assert.That(result.Status, Is.Zero, result.Error);
        Assert.That(result.Out, Does.Contain("2x1x4x4 -> 2x1x3x3").And.Contain("2 passed"));
    }

    // 0 changes the last bit, 1 the value by itself and one more.
    static void ChangeFirst(string path, float amount)
    {
        (string name, Tensor tensor) = TensorFile.Read(path);
        Span<float> values = tensor.Values<float>();
        values[0] = amount == 0 ? MathF.BitIncrement(values[0]) : values[0] + values[0] + amount;
        TensorFile.Write(path, tensor, name);
    }
}
