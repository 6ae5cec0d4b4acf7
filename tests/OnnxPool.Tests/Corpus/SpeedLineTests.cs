using OnnxPool.Conformance;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Corpus;

/// <summary>
/// The lines of tests/problems that speed is measured with. They are not verified at their size, which would take the oracle minutes: with few batches and
/// channels, every attribute and every spatial size stays, and that is what kernels decide by.
/// </summary>
[TestFixture]
public sealed class SpeedLineTests
{
    public static readonly string[] Files = ["bench.txt", "bench-gradients.txt", "windows.txt", "nets.txt"];

    static string PathOf(string file) => Repository.PathOf("tests", "problems", file);

    [TestCaseSource(nameof(Files))]
    public void Each_can_be_timed_and_is_written_as_it_prints(string file)
    {
        IReadOnlyList<Problem> problems = ProblemFile.Read(PathOf(file));
        foreach (Problem problem in problems) Assert.That(() => Benchmark.Require(problem), Throws.Nothing, problem.ToString());
        string[] lines = [.. File.ReadLines(PathOf(file)).Where(l => l.Length > 0 && l[0] != '#')];
        Assert.That(problems.Select(p => p.ToString()), Is.EqualTo(lines));
    }

    [Test]
    public void Each_has_a_name_of_its_own() =>
        Assert.That(Files.SelectMany(f => ProblemFile.Read(PathOf(f))).Select(p => p.Name), Is.Unique.And.All.Not.Empty);

    [TestCaseSource(nameof(Files))]
    public void Few_planes_of_each_agree_with_the_oracle(string file)
    {
        // The oracle adds up every window anew.
        const int LargestWindow = 15;
        using var folder = new TemporaryFolder();
        string small = Path.Combine(folder.Path, file);
        Problem[] problems = [.. ProblemFile.Read(PathOf(file)).Where(p => p.Find("kernel_shape")?.Ints.Max() is null or <= LargestWindow)];
        File.WriteAllLines(small, problems.Select(p => FewPlanes(p).ToString()));
        ToolResult result = Tool.Run("verify", "@" + small);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Contain(" 0 failed, 0 divergent, 0 unsupported"));
    }

    static Problem FewPlanes(Problem problem)
    {
        long[] shape = [.. problem.Shape];
        (shape[0], shape[1]) = (1, 2);
        if (shape is [_, _, > 1000]) shape[2] = 1000;
        return new Problem(problem.Operator, problem.Opset, problem.Type, shape) { Attributes = problem.Attributes, Inputs = problem.Inputs, Outputs = problem.Outputs, Name = problem.Name };
    }
}
