using OnnxPool.Conformance;

namespace OnnxPool.Tests.Docs;

/// <summary>The code in docs/conformance.md is this code, and does what it says.</summary>
[TestFixture]
public class ConformanceDocumentTests
{
    // document begins
    static readonly DelegateRunner s_mine = new DelegateRunner("mine", (problem, inputs) =>
    {
        if (problem.Operator is not GlobalAveragePool || problem.Type != ElementType.Float)
            throw new UnsupportedPoolingException("mine", $"{problem.Operator} of {problem.Type.Name()}", "GlobalAveragePool of float");
        Tensor y = new Tensor(problem.Type, problem.OutputShape());
        int plane = (int)Shapes.ElementCount(problem.Shape[2..]);
        for (int i = 0; i < y.ElementCount; i++) y.Values<float>()[i] = Mean(inputs[0].Values<float>().Slice(i * plane, plane));
        return [y];
    });

    static float Mean(ReadOnlySpan<float> plane)
    {
        double sum = 0;
        foreach (float x in plane) sum += x;
        return plane.IsEmpty ? 0 : (float)(sum / plane.Length);
    }
    // document pauses

    [Test]
    public void The_kernel_is_tested_as_a_whole()
    {
        // document goes on
        PoolingConformanceResult result = PoolingConformance.Run(s_mine, new PoolingConformanceOptions { Operators = [GlobalAveragePool.Operator], Cases = 500 });
        Console.WriteLine(result.Describe());   // mine: … of 500 problems checked, 0 failed, 0 unstable
        Assert.That(result.IsGood, result.Describe());
        // document pauses
        Assert.That(result.Describe(), Does.Match("^mine: [1-9][0-9]+ of 500 problems checked, 0 failed, 0 unstable$"));
    }

    // document goes on
    static IEnumerable<Problem> Problems => PoolingConformance.Problems(new PoolingConformanceOptions { Operators = [GlobalAveragePool.Operator], Types = [ElementType.Float], Cases = 100 });

    [TestCaseSource(nameof(Problems))]
    public void Does_what_ONNX_says(Problem problem)
    {
        if (!PoolingConformance.Check(s_mine, problem)) Assert.Ignore("not implemented");
    }
    // document ends

    [Test]
    public void Every_line_of_the_example_stands_in_the_document()
    {
        string[] document = [.. File.ReadAllLines(Repository.PathOf("docs", "conformance.md")).Select(l => l.Trim())];
        bool inside = false;
        int lines = 0;
        foreach (string line in File.ReadLines(Repository.PathOf("tests", "OnnxPool.Tests", "Docs", "ConformanceDocumentTests.cs")).Select(l => l.Trim()))
        {
            if (line.StartsWith("// document", StringComparison.Ordinal))
            {
                inside = line is "// document begins" or "// document goes on";
                continue;
            }
            if (!inside || line.Length == 0) continue;
            Assert.That(document, Does.Contain(line));
            lines++;
        }
        Assert.That(lines, Is.EqualTo(24));
    }

    [Test]
    public void A_sum_in_float_is_found_as_the_document_says()
    {
        var imprecise = new DelegateRunner("float", (problem, inputs) =>
        {
            Tensor[] right = s_mine.Run(problem, inputs);
            int plane = (int)Shapes.ElementCount(problem.Shape[2..]);
            Span<float> y = right[0].Values<float>();
            for (int i = 0; i < y.Length && plane > 0; i++) y[i] = inputs[0].Values<float>().Slice(i * plane, plane).ToArray().Aggregate((a, b) => a + b) / plane;
            return right;
        });
        var options = new PoolingConformanceOptions { Operators = [GlobalAveragePool.Operator], Data = [DataKind.Uniform], Types = [ElementType.Float], Cases = 100 };
        PoolingConformanceResult result = PoolingConformance.Run(imprecise, options);
        Assert.That(result.IsGood, Is.False);
        Assert.That(result.Describe(), Does.Contain("GlobalAveragePool:22 float 1x1x"));
        Assert.That(PoolingConformance.Run(imprecise, options with { Tolerance = Tolerance.Of(rtol: 1e-5, atol: 1e-6) }).IsGood);
    }
}
