using OnnxPool.Conformance;

namespace OnnxPool.Tests.Docs;

/// <summary>The code, the table and the numbers in docs/gradients.md are these.</summary>
[TestFixture]
public class GradientDocumentTests
{
    static readonly string[] s_document = [.. File.ReadAllLines(Repository.PathOf("docs", "gradients.md")).Select(l => l.Trim())];

    // document begins
    sealed class MyMean : IGradientRunner
    {
        public string Name => "mine";

        public double[] Forward(GradientCase given, double[] x) =>
            [.. x.Chunk(9).Select(plane => plane.Average())];

        public double[] Backward(GradientCase given, double[] dY, double[] x) =>
            [.. x.Select((_, i) => dY[i / 9] / 9)];
    }
    // document ends

    [Test]
    public void The_example_passes_its_check()
    {
        // document begins
        var problem = Problem.Parse("GlobalAveragePool:22 double 1x2x3x3");
        GradientCheckResult result = GradientCheck.Run(problem, new GradientCheckOptions { Runner = new MyMean() });
        // document ends
        Assert.That(result.Describe(), Does.StartWith("mine, GlobalAveragePoolGrad of GlobalAveragePool:22 double 1x2x3x3: within, "));
        Assert.That((result.Elements, result.Directions), Is.EqualTo((18, 4)));
    }

    [Test]
    public void Every_line_of_the_example_stands_in_the_document()
    {
        bool inside = false;
        int lines = 0;
        foreach (string line in File.ReadLines(Repository.PathOf("tests", "OnnxPool.Tests", "Docs", "GradientDocumentTests.cs")).Select(l => l.Trim()))
        {
            if (line.StartsWith("// document", StringComparison.Ordinal))
            {
                inside = line == "// document begins";
                continue;
            }
            if (!inside || line.Length == 0) continue;
            Assert.That(s_document, Does.Contain(line));
            lines++;
        }
        Assert.That(lines, Is.EqualTo(10));
    }

    [Test]
    public void The_table_of_gradient_operators_is_what_they_take()
    {
        foreach (GradientOperator gradient in OperatorTable.Gradients)
        {
            OperatorVersion version = gradient.Versions.Single();
            string[] cells = [.. s_document.Single(l => l.Contains("| dX |", StringComparison.Ordinal) && l.Split('|')[1].Contains($"`{gradient.Name}`", StringComparison.Ordinal)).Split('|').Select(c => c.Trim())];
            string inputs = cells[2].Replace(" (int64[rank])", "", StringComparison.Ordinal);
            Assert.That(inputs, Is.EqualTo(string.Join(", ", version.Inputs.Select((name, i) => i < version.RequiredInputs ? name : $"({name})"))));
            Assert.That(cells[3], Is.EqualTo(string.Join(", ", version.Outputs)));
            Assert.That(cells[4], gradient.OwnAttributes.Any()
                ? Is.EqualTo($"`{gradient.OwnAttributes.Single()}` = `first` (default), `equal`, `all`") : Is.Empty);
            Assert.That(version.Types, Is.EquivalentTo((ElementType[])[ElementType.Float16, ElementType.BFloat16, ElementType.Float, ElementType.Double]));
        }
    }
}
