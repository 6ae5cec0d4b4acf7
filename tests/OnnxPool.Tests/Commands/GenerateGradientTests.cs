using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Commands;

/// <summary><c>onnxpool generate --gradients</c>.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GenerateGradientTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string[] Folders => [.. Directory.EnumerateDirectories(_folder.Path).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];

    [Test]
    public void A_maximum_has_a_folder_for_each_policy_and_one_with_Indices()
    {
        Assert.That(Tool.Run("generate", "MaxPool:12 float 1x2x5x5 kernel_shape=3,3 data=ties name=max", "--gradients", "--out", _folder.Path).Error, Is.Empty);
        Assert.That(Folders, Is.EqualTo(new[] { "test_max", "test_max_grad_all", "test_max_grad_equal", "test_max_grad_first", "test_max_grad_indices" }));
        ModelProto model = ModelFile.Read(_folder.File("test_max_grad_indices/model.onnx"));
        Assert.That(model.OpsetImport.Select(i => (i.Domain, i.Version)), Is.EqualTo(new[] { ("", 22L), (OperatorTable.OwnDomain, 1L) }));
        Assert.That(model.Graph.Node.Single().Input, Is.EqualTo(new[] { "dY", "X", "", "Indices" }));
        string[] files = [.. Directory.EnumerateFiles(_folder.File("test_max_grad_indices/test_data_set_0")).Order(StringComparer.Ordinal)];
        Assert.That(files.Select(f => TensorFile.Read(f).Name), Is.EqualTo(new[] { "dY", "X", "Indices", "dX" }));
        IsVerified(5);
    }

    [Test]
    public void Every_operator_has_its_own()
    {
        string[] lines =
        [
            "AveragePool:19 double 1x1x5x5 kernel_shape=2,2 dilations=2,1 name=average", "GlobalAveragePool:1 float 2x2x3 name=globalaverage", "Flatten:13 float16 2x3x2 axis=-1 name=flat",
            "GlobalMaxPool:22 bfloat16 1x2x3x3 name=globalmax", "LpPool:1 float 1x1x4x4 kernel_shape=2,2 p=3 name=lp", "GlobalLpPool:2 float 1x1x4x4 p=1 name=globallp",
            "MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 strides=2,2 output_shape=1,1,5,5 name=unpool",
        ];
        Assert.That(Tool.Run(["generate", .. lines, "--gradients", "--out", _folder.Path]).Error, Is.Empty);
        Assert.That(Folders, Is.EquivalentTo(new[]
        {
            "test_average", "test_globalaverage", "test_flat", "test_globalmax", "test_lp", "test_globallp", "test_unpool",
            "test_average_grad", "test_globalaverage_grad", "test_flat_grad", "test_lp_grad", "test_globallp_grad", "test_unpool_grad",
            "test_globalmax_grad_first", "test_globalmax_grad_equal", "test_globalmax_grad_all", "test_globalmax_grad_indices",
        }));
        IsVerified(17);
    }

    [Test]
    public void Their_models_are_verified_and_inspected_without_recorded_inputs_too()
    {
        string[] lines = ["AveragePool:22 float 1x2x4x4 kernel_shape=2,2 name=average", "MaxPool:22 float 2x2x4x4 kernel_shape=2,2 storage_order=1 name=max", "GlobalMaxPool:22 float 2x2x3 name=globalmax"];
        Assert.That(Tool.Run(["generate", .. lines, "--gradients", "--out", _folder.Path]).Error, Is.Empty);
        foreach (string folder in (string[])["average_grad", "max_grad_indices", "globalmax_grad_indices"])
        {
            string model = _folder.File($"test_{folder}/model.onnx");
            ToolResult result = Tool.Run("verify", model);
            Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), folder);
            Assert.That(result.Out, Does.Contain("1 passed, 0 failed"));
            Assert.That(Tool.Run("inspect", model).Out, Does.Contain(folder == "average_grad" ? "1x2x4x4 -> 1x2x4x4 (input the value of X_shape)" : "(input declared)"));
        }
    }

    [Test]
    public void The_gradient_of_a_problem_parses_and_keeps_what_it_is_of()
    {
        var forward = Problem.Parse("LpPool:1 float 1x4x4x2 kernel_shape=2,2 p=3 layout=NHWC data=large name=lp");
        Assert.That(GradientProblems.Of(forward).Single().ToString(), Is.EqualTo("LpPoolGrad:1 float 1x4x4x2 kernel_shape=2,2 p=3 layout=NHWC data=large name=lp_grad"));
        Assert.That(GradientProblems.Of(Problem.Parse("ai.onnxpool.MaxPool:1 float 1x1x4 kernel_shape=2")).Select(p => p.ToString()), Is.EqualTo(new[]
        {
            "MaxPoolGrad:1 float 1x1x4 kernel_shape=2 ties=first", "MaxPoolGrad:1 float 1x1x4 kernel_shape=2 ties=equal",
            "MaxPoolGrad:1 float 1x1x4 kernel_shape=2 ties=all", "MaxPoolGrad:1 float 1x1x4 kernel_shape=2 inputs=dY,X,Indices",
        }));
        Assert.That(() => GradientProblems.Of(Problem.Parse("FlattenGrad:1 float 2x3")), Throws.TypeOf<InvalidPoolingException>().With.Message.Contains("FlattenGrad, a gradient"));
    }

    [Test]
    public void What_has_no_gradient_or_no_model_is_refused()
    {
        IsRefused(["LpPool:1 float 1x1x4 kernel_shape=2 p=1.5"], "p: found 1.5; allowed: a whole number");
        IsRefused(["MaxPool:12 float 1x1x4 kernel_shape=2 outputs=Y,Indices name=a", "MaxUnpool:12 float 1x1x3 kernel_shape=2 name=a"], "--gradients: found the chain a; allowed: lines with a name each");
        Tool.IsRefused(["generate", "MaxPool:22 float 1x4x1 kernel_shape=2 layout=NHWC", "--out", _folder.Path], "layout: found NHWC; allowed: NCHW: models have no other");
        Tool.IsRefused(["generate", "FlattenGrad:1 float 2x3 name=a", "FlattenGrad:1 float 3x3 name=a", "--out", _folder.Path], "a gradient under a name of its own");
        IsRefused(["MaxPool:12 float 1x1x4 kernel_shape=2 name=a", "MaxPool:12 int8 1x1x4 kernel_shape=2 name=b"], "name=b: element type: found int8 for MaxPoolGrad-1; allowed: float16, float, double, bfloat16");
        Assert.That(Folders, Is.Empty);

        void IsRefused(string[] lines, string message) => Tool.IsRefused(["generate", .. lines, "--gradients", "--out", _folder.Path], message);
    }

    [TestCase("MaxPoolGrad:1 int8 1x1x4x4 kernel_shape=2,2", "element type: found int8 for MaxPoolGrad-1")]
    [TestCase("FlattenGrad:1 int64 2x3", "element type: found int64 for FlattenGrad-1")]
    [TestCase("MaxPoolGrad:1 float 1x1x4x4 kernel_shape=2,2 ties=most", "ties: found 'most'; allowed: first, equal, all")]
    [TestCase("MaxPoolGrad:1 float 1x1x4x4 kernel_shape=2,2 ties=equal inputs=dY,X,Indices", "ties: found equal beside Indices; allowed: first: Indices name one winner for each window")]
    [TestCase("MaxPoolGrad:1 float 1x1x4x4 kernel_shape=2,2 ties=all inputs=dY,X,Y,Indices", "ties: found all beside Indices")]
    [TestCase("MaxPoolGrad:1 float 1x4x4x1 kernel_shape=2,2 storage_order=1 layout=NHWC", "storage_order: found 1 with layout NHWC")]
    [TestCase("MaxPoolGrad:1 float 4x4 kernel_shape=2,2", "input rank: found 2 (shape 4x4)")]
    [TestCase("AveragePool:22 float 4x4 kernel_shape=2 layout=NHWC", "input rank: found 2 (shape 4x4); allowed: at least 3: (N, D1, ..., Dn, C)")]
    [TestCase("GlobalMaxPool:22 float 4 layout=NHWC", "input rank: found 1 (shape 4); allowed: at least 2: (N, D1, ..., Dn, C)")]
    [TestCase("Flatten:22 float 4x4 layout=NHWC", "layout: found NHWC; allowed: none: Flatten takes the axes as they are")]
    [TestCase("FlattenGrad:1 float 4x4 layout=NHWC", "layout: found NHWC")]
    [TestCase("MaxUnpool:22 float 1x4x1 kernel_shape=2 layout=NHWC", "layout: found NHWC; allowed: NCHW: MaxUnpool has no other")]
    [TestCase("MaxUnpoolGrad:1 float 1x4x1 kernel_shape=2 layout=NHWC", "layout: found NHWC; allowed: NCHW")]
    [TestCase("MaxUnpoolGrad:1 float 1x1x4 kernel_shape=2 strides=2 output_shape=1,1,7", "shape of dY: found 1x1x7; allowed: at least as many elements as 1x1x8")]
    [TestCase("MaxUnpoolGrad:1 float 1x1x4 kernel_shape=2 strides=2 output_shape=1,2,8", "shape of dY: found 1x2x8")]
    [TestCase("LpPoolGrad:1 float 1x1x4 kernel_shape=2 p=0", "p: found 0")]
    [TestCase("FlattenGrad:1 float 2x3 axis=3", "axis: found 3")]
    public void A_line_that_cannot_be_is_refused_by_verify_and_generate(string line, string message)
    {
        Tool.IsRefused(["verify", line], message);
        Assert.That(Tool.Run("generate", line, "--out", _folder.Path).Status, Is.EqualTo(2));
        Assert.That(Folders, Is.Empty);
    }

    void IsVerified(int folders)
    {
        ToolResult result = Tool.Run("verify", _folder.Path);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain($"{folders} folders: ").And.Contain(" 0 failed, ").And.Contain(" 0 unsupported, 0 unreadable, 0 not ours"));
    }
}
