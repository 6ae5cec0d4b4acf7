using OnnxPool.Onnx;
using OnnxPool.Tests.Models;
using OnnxPool.Tests.Verification;

namespace OnnxPool.Tests.CommandLine;

/// <summary>A whole network, run by ONNX Runtime as it is.</summary>
public sealed class SmallCnnTests
{
    [TestCase(false, "1")]
    [TestCase(true, "1")]
    [TestCase(false, "3")]
    [TestCase(false, "0")]
    public void Every_pooling_node_is_judged(bool external, string batch)
    {
        using var folder = new TemporaryFolder();
        string[] dim = batch == "1" ? [] : ["--dim", $"batch={batch}"];
        ToolResult result = Tool.Run(["verify", Save(folder, external), .. dim]);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Contain("4 passed, 0 failed, 0 divergent, 0 unsupported"));
        Assert.That(result.Out, Does.Match($@"cnn.onnx +max +MaxPool-12 +{batch}x8x16x16 -> {batch}x8x8x8 .*exact"));
        Assert.That(result.Out, Does.Match($@"cnn.onnx +average +AveragePool-11 +{batch}x8x8x8 -> {batch}x8x4x4 .*(exact|within)"));
        Assert.That(result.Out, Does.Match($@"cnn.onnx +global +GlobalAveragePool-1 +{batch}x8x4x4 -> {batch}x8x1x1 .*(exact|within)"));
        Assert.That(result.Out, Does.Match($@"cnn.onnx +flat +Flatten-13 +{batch}x8x1x1 -> {batch}x8 .*exact"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_wrong_runner_fails_at_each_node_alone(bool external)
    {
        using var folder = new TemporaryFolder();
        var wrong = FakeRunner.Off((i, _, y) => i == 3 ? y + 1 : y);
        ToolResult result = Tool.Run(wrong, "verify", Save(folder, external));
        Assert.That((result.Status, result.Error), Is.EqualTo((1, "")));
        // Each node is given what ONNX Runtime had there: the error of one does not reach the next.
        Assert.That(result.Out, Does.Contain("0 passed, 4 failed").And.Not.Contain("2 of "));
        Assert.That(result.Out, Does.Contain("FAILED AveragePool-11 average: fake against the reference: 1 of 128 elements, first [3] "));
    }

    [Test]
    public void The_input_comes_from_the_seed()
    {
        using var folder = new TemporaryFolder();
        string path = Save(folder, external: false);
        var seen = new List<string>();
        var recorder = new FakeRunner((right, x) =>
        {
            seen.Add(Convert.ToHexString(x.Bytes));
            return right;
        });
        foreach (string seed in (string[])["0", "0", "1"]) Tool.Run(recorder, "verify", path, "--node", "max", "--seed", seed);
        Assert.That(seen, Has.Count.EqualTo(3));
        Assert.That(seen[1], Is.EqualTo(seen[0]));
        Assert.That(seen[2], Is.Not.EqualTo(seen[0]));
        seen.Clear();
        foreach (string seed in (string[])["0", "0", "1"]) Tool.Run(recorder, "verify", "Flatten:13 float 9x9", "--seed", seed);
        Assert.That((seen[0] == seen[1], seen[0] == seen[2]), Is.EqualTo((true, false)));
    }

    [Test]
    public void A_folder_is_all_its_models()
    {
        using var folder = new TemporaryFolder();
        Save(folder, external: true);
        ModelFiles.MaxPool(_ => { }).Save(folder, "deep/er/p.onnx");
        folder.File(".hidden/broken.onnx", [1, 2, 3]);
        folder.File("notes.txt", "x"u8);
        ToolResult result = Tool.Run("verify", folder.Path);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain("5 passed"));
        folder.File("deep/broken.onnx", [1, 2, 3]);
        result = Tool.Run("verify", folder.Path);
        Assert.That((result.Status, result.ErrorLines.Length), Is.EqualTo((2, 1)));
        Assert.That(result.Out, Does.Contain("5 passed"));
    }

    static string Save(TemporaryFolder folder, bool external)
    {
        ModelProto model = ModelFiles.SmallCnn();
        if (external)
        {
            byte[] w = model.Graph.Initializer[0].RawData.ToByteArray(), head = model.Graph.Initializer[1].RawData.ToByteArray();
            folder.File("data/weights.bin", [.. w, .. head]);
            ModelFiles.Externalize(model, "w", "data/weights.bin");
            ModelFiles.Externalize(model, "head", "data/weights.bin", w.Length);
        }
        return model.Save(folder, "cnn.onnx");
    }
}
