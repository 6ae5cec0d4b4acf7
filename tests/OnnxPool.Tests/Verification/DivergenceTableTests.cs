using OnnxPool.Conformance;

namespace OnnxPool.Tests.Verification;

public sealed class DivergenceTableTests
{
    [Test]
    public void A_row_holds_what_its_columns_say()
    {
        Divergence row = Parse("# c\n\n an-id | 1.29-1.31 | MaxPool:10-, Flatten:9, AveragePool | float, double | nan | shape | c | because # c").Rows.Single();
        Assert.That((row.Id, row.Condition, row.Departs, row.Clause, row.Reason), Is.EqualTo(("an-id", "nan", Departure.Shape, "c", "because")));
        Assert.That(row.Versions, Is.EqualTo(new VersionRange(new Version(1, 29), new Version(1, 31))));
        Assert.That(row.Operators, Is.EqualTo((OperatorRange[])[new("MaxPool", 10, 28), new("Flatten", 9, 9), new("AveragePool", 1, 28)]));
        Assert.That(row.Types, Is.EqualTo((ElementType[])[ElementType.Float, ElementType.Double]));
    }

    [TestCase("a | 1.29- | MaxPool | * | any | refuses", "t:1: expected eight columns")]
    [TestCase("a | 1.29- | MaxPool | * | any | refuses | c | r | s", "expected eight columns")]
    [TestCase("a | 1.29- | MaxPool | * | any | refuses | c | ", "expected eight columns")]
    [TestCase("a | 1.29- | MaxPool | * | sometimes | c | refuses | r", "condition sometimes; allowed: any, same-dilated")]
    [TestCase("a | * | Adam | * | epsilon-was-0.01 | values | c | r", "departure values; allowed beside epsilon-was-0.01: recorded")]
    [TestCase("a | 1 | MaxPool | * | any | refuses | c | r", "versions 1; allowed: MAJOR.MINOR")]
    [TestCase("a | 1.29.0 | MaxPool | * | any | refuses | c | r", "versions 1.29.0; allowed")]
    [TestCase("a | 1.30-1.29 | MaxPool | * | any | refuses | c | r", "versions 1.30-1.29; allowed")]
    [TestCase("a | -1.29 | MaxPool | * | any | refuses | c | r", "versions -1.29")]
    [TestCase("a | 1.29- | MaxPol | * | any | refuses | c | r", "operator MaxPol; allowed: MaxPool, AveragePool")]
    [TestCase("a | 1.29- | MaxPool, | * | any | refuses | c | r", "operator ; allowed")]
    [TestCase("a | 1.29- | MaxPool:x | * | any | refuses | c | r", "opsets x; allowed: FIRST, FIRST- or FIRST-LAST")]
    [TestCase("a | 1.29- | MaxPool:12-8 | * | any | refuses | c | r", "opsets 12-8; allowed")]
    [TestCase("a | 1.29- | MaxPool | float32 | any | refuses | c | r", "element type float32; allowed: * or float")]
    [TestCase("a | 1.29- | MaxPool | * | any | sometimes | c | r", "departure sometimes; allowed: refuses, shape, values, differs")]
    [TestCase("\n# c\na | 1.29- | MaxPool | * | any | differs | c | r\na | 1.29- | MaxPool | * | any | differs | c | r", "t:4: the id a stands twice")]
    public void Errors_name_the_line_and_what_is_allowed(string text, string message) =>
        Assert.That(() => Parse(text), Throws.TypeOf<ProblemFileException>().With.Message.Contains(message));

    [TestCase("1.29-", "1.29.0", true)]
    [TestCase("1.29-", "1.28.9", false)]
    [TestCase("1.29-", "2.0.0", true)]
    [TestCase("1.29-1.30", "1.30.7", true)]
    [TestCase("1.29-1.30", "1.31.0", false)]
    [TestCase("1.29", "1.29.3-rc.1", true)]
    [TestCase("1.29", "1.30.0", false)]
    [TestCase("1.9-1.10", "1.10.0", true)]
    [TestCase("1.29-", "nightly", false)]
    public void Version_ranges(string range, string version, bool expected) =>
        Assert.That(Parse($"a | {range} | MaxPool | * | any | differs | c | r").Rows.Single().Versions.Contains(version), Is.EqualTo(expected));

    [TestCase("MaxPool:12 float 1x1x4 kernel_shape=2", "1.29.0", true)]
    [TestCase("MaxPool:13 float 1x1x4 kernel_shape=2", "1.29.0", false)]
    [TestCase("MaxPool:9 float 1x1x4 kernel_shape=2", "1.29.0", false)]
    [TestCase("MaxPool:12 double 1x1x4 kernel_shape=2", "1.29.0", false)]
    [TestCase("MaxPool:12 float 1x1x4 kernel_shape=2", "1.28.0", false)]
    [TestCase("Flatten:12 float 1x1x4", "1.29.0", false)]
    public void Operator_opset_type_and_version_must_fit(string line, string version, bool expected)
    {
        var problem = Problem.Parse(line);
        var table = Parse("a | 1.29- | MaxPool:10-12 | float | any | differs | c | r");
        Assert.That(table.Covering(problem, ProblemData.Create(problem, 0), version).Any(), Is.EqualTo(expected));
    }

    [Test]
    public void The_table_of_this_build_reads()
    {
        Assert.That(DivergenceTable.Standard.Rows, Is.Not.Empty);
        Assert.That(DivergenceTable.Standard.Rows.Select(r => r.Reason.Length), Is.All.GreaterThan(20));
    }

    static DivergenceTable Parse(string text) => DivergenceTable.Parse(text, "t");
}
