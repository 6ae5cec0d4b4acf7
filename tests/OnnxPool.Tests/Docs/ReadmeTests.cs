namespace OnnxPool.Tests.Docs;

/// <summary>The code in README is this code, and does what its comments say.</summary>
[TestFixture]
public class ReadmeTests
{
    [Test]
    public void The_example_computes_what_it_says()
    {
        // README begins
        float[] x = [1, 5, 2, 4, 3, 0, 7, 6, 8];
        var attributes = new PoolAttributes { KernelShape = [2, 2] };
        long[] shape = [1, 1, 3, 3];

        var y = new float[4];
        var indices = new long[4];
        MaxPool.Forward<float>(x, shape, attributes, y, indices);      // y = 5 5 7 8, indices = 1 1 6 8
        // README pauses
        Assert.That(y, Is.EqualTo((float[])[5, 5, 7, 8]));
        Assert.That(indices, Is.EqualTo((long[])[1, 1, 6, 8]));
        // README goes on
        AveragePool.Forward<float>(x, shape, attributes, y);           // y = 3.25 2.5 5 4.25
        // README ends
        Assert.That(y, Is.EqualTo((float[])[3.25f, 2.5f, 5, 4.25f]));
    }

    [Test]
    public void Every_line_of_the_examples_stands_in_README()
    {
        string[] readme = [.. File.ReadAllLines(Repository.PathOf("README.md")).Select(l => l.Trim())];
        bool inside = false;
        int lines = 0;
        foreach (string line in ((string[])["ReadmeTests.cs", "ReadmeLayerTests.cs"]).SelectMany(Lines))
        {
            if (line.StartsWith("// README", StringComparison.Ordinal))
            {
                inside = line is "// README begins" or "// README goes on";
                continue;
            }
            if (!inside || line.Length == 0) continue;
            Assert.That(readme, Does.Contain(line));
            lines++;
        }
        Assert.That(lines, Is.EqualTo(7 + 9));

        static IEnumerable<string> Lines(string file) =>
            File.ReadLines(Repository.PathOf("tests", "OnnxPool.Tests", "Docs", file)).Select(l => l.Trim());
    }
}
