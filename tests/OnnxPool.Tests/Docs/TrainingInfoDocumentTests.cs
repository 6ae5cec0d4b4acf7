using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;
using OnnxPool.Tests.Training;
using OnnxPool.Training;

namespace OnnxPool.Tests.Docs;

/// <summary>What docs/conformance.md says about models that say how they are trained.</summary>
[TestFixture]
public class TrainingInfoDocumentTests
{
    [Test]
    public void The_example_trains_a_model_from_file_to_file()
    {
        using var folder = new TemporaryFolder();
        string path = InfoModel.Blocks().Save(folder), trained = folder.File("trained.onnx");
        var one = new Dictionary<string, Tensor> { ["x"] = InfoModel.Doubles([2, 2], 1, 2, -1, 0.5), ["t"] = InfoModel.Doubles([2, 1], 1, -2) };
        Dictionary<string, Tensor>[] batches = [.. Enumerable.Repeat(one, 50)];
        Tensor? loss = null;
        // document begins
        using var trainer = new StandardTrainer(ModelFile.Read(path));
        foreach (Dictionary<string, Tensor> batch in batches) loss = trainer.Step(batch)["loss"];
        ModelFile.Write(trained, trainer.Export());
        // document ends
        Assert.That(loss!.ToDoubles()[0], Is.LessThan(1e-3));
        Assert.That(ModelFile.Read(trained).Graph.Initializer[0], Is.Not.EqualTo(ModelFile.Read(path).Graph.Initializer[0]));
    }

    [Test]
    public void Every_line_of_the_example_stands_in_the_document()
    {
        string[] document = [.. File.ReadAllLines(Repository.PathOf("docs", "conformance.md")).Select(l => l.Trim())];
        string[] source = [.. File.ReadLines(Repository.PathOf("tests", "OnnxPool.Tests", "Docs", "TrainingInfoDocumentTests.cs")).Select(l => l.Trim())];
        string[] lines = source[(Array.IndexOf(source, "// document begins") + 1)..Array.IndexOf(source, "// document ends")];
        Assert.That(lines, Has.Length.EqualTo(3).And.All.Matches<string>(document.Contains));
    }
}
