// document begins
using OnnxPool.Onnx;
using OnnxPool.Training;
// document pauses

namespace OnnxPool.Tests.Docs;

/// <summary>The code in docs/training.md is this code, and does what its comments say; its options are those of the tool.</summary>
[TestFixture]
public class TrainingDocumentTests
{
    static readonly string[] s_document = [.. File.ReadAllLines(Repository.PathOf("docs", "training.md")).Select(l => l.Trim())];

    [Test]
    public void The_example_learns()
    {
        // document goes on
        float[] points = [0, 0, 0, 1, 1, 0, 1, 1];
        Examples xor = Examples.Of(points, [2], (ReadOnlySpan<int>)[0, 1, 1, 0]);

        ModelProto network = Sequential.Input(2).Linear(8).Tanh().Linear(2).Build();
        using var trainer = new Trainer(network, new TrainerOptions { Optimizer = new Adam(0.05f) });
        IReadOnlyList<EpochReport> reports = trainer.Fit(xor, new FitOptions { Epochs = 200, BatchSize = 4 });

        Score score = trainer.Evaluate(xor);               // accuracy 1
        // document ends
        Assert.That((reports.Count, score.Accuracy), Is.EqualTo((200, 1d)));
    }

    [Test]
    public void Every_line_of_the_example_stands_in_the_document()
    {
        bool inside = false;
        int lines = 0;
        foreach (string line in File.ReadLines(Repository.PathOf("tests", "OnnxPool.Tests", "Docs", "TrainingDocumentTests.cs")).Select(l => l.Trim()))
        {
            if (line.StartsWith("// document", StringComparison.Ordinal))
            {
                inside = line is "// document begins" or "// document goes on";
                continue;
            }
            if (!inside || line.Length == 0) continue;
            Assert.That(s_document, Does.Contain(line));
            lines++;
        }
        Assert.That(lines, Is.EqualTo(2 + 6));
    }

    [Test]
    public void Every_option_is_in_the_table()
    {
        string help = CommandLine.Tool.Run("train", "--help").Out;
        string[] options = [.. System.Text.RegularExpressions.Regex.Matches(help, @"^\s+(?:-., )?(--[a-z-]+)", System.Text.RegularExpressions.RegexOptions.Multiline).Select(m => m.Groups[1].Value).Where(o => o is not "--help")];
        Assert.That(options, Has.Length.EqualTo(22));
        string table = string.Concat(s_document.Where(l => l.StartsWith("| `", StringComparison.Ordinal)));
        Assert.That(options.Where(o => !table.Contains($"`{o}", StringComparison.Ordinal)), Is.Empty);
    }
}
