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
        // README pauses
        Assert.That(y, Is.EqualTo((float[])[3.25f, 2.5f, 5, 4.25f]));
        // README goes on
        float[] dY = [1, 2, 3, 4];
        var dX = new float[9];
        MaxPool.Backward<float>(dY, x, shape, attributes, dX);         // dX = 0 3 0  0 0 0  3 0 4
        // README pauses
        Assert.That(dX, Is.EqualTo((float[])[0, 3, 0, 0, 0, 0, 3, 0, 4]));
        dX.AsSpan().Clear();
        // README goes on
        MaxPool.Backward<float>(dY, indices, shape, attributes, dX);   // the same, from the winners of the forward call
        // README pauses
        Assert.That(dX, Is.EqualTo((float[])[0, 3, 0, 0, 0, 0, 3, 0, 4]));
        // README goes on
        AveragePool.Backward<float>(dY, shape, attributes, dX);        // dX = 0.25 0.75 0.5  1 2.5 1.5  0.75 1.75 1
        // README ends
        Assert.That(dX, Is.EqualTo((float[])[0.25f, 0.75f, 0.5f, 1, 2.5f, 1.5f, 0.75f, 1.75f, 1]));
    }

    [Test]
    public void Calls_with_settled_windows()
    {
        // README begins
        var windows = PoolGeometry.Resolve([1, 64, 112, 112], new PoolAttributes { KernelShape = [2, 2], Strides = [2, 2] });
        float[] image = new float[windows.InputCount], pooled = new float[windows.OutputCount];
        // README pauses
        for (int i = 0; i < image.Length; i++) image[i] = i;
        // README goes on
        for (int i = 0; i < 100; i++) MaxPool.Forward<float>(image, windows, pooled);
        // README ends
        Assert.That((pooled[0], pooled[1], pooled[^1]), Is.EqualTo((113f, 115f, (float)(image.Length - 1))));
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
        Assert.That(lines, Is.EqualTo(12 + 3 + 9));

        static IEnumerable<string> Lines(string file) =>
            File.ReadLines(Repository.PathOf("tests", "OnnxPool.Tests", "Docs", file)).Select(l => l.Trim());
    }
}
