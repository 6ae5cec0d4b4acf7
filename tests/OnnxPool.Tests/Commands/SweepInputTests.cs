using OnnxPool.Tests.Candidates;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Commands;

/// <summary>What the verb sweep refuses before it begins, and what becomes of candidates that fail.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SweepInputTests
{
    const string Good = "MaxPool:22 float 1x1x4 kernel_shape=2";
    const string Unlucky = "MaxPool:22 float 1x13x8 kernel_shape=3";

    [TestCase("--cases: found '0'; allowed: 1 to 100000000", "--cases", "0")]
    [TestCase("--cases: found '-3'; allowed: 1 to", "--cases", "-3")]
    [TestCase("--cases: found 'many'", "--cases", "many")]
    [TestCase("--minutes: found 'NaN'; allowed: a finite number", "--minutes", "NaN")]
    [TestCase("--ops: found 'MaxPol'; allowed: MaxPool, AveragePool", "--ops", "MaxPool,MaxPol")]
    [TestCase("--ops: found 'MaxPool,MaxPool'; allowed: each of", "--ops", "MaxPool,MaxPool")]
    [TestCase("--ops: found ''", "--ops", "")]
    [TestCase("--strength: found '4'; allowed: 2 to 3", "--strength", "4")]
    [TestCase("--threads: found '0'; allowed: 1 to 256", "--threads", "0")]
    [TestCase("--ulp: found '-1'; allowed: a finite number of 0 or more", "--ulp", "-1")]
    [TestCase("--ulp: found it beside --rtol or --atol; allowed: one or the other", "--ulp", "1", "--rtol", "1")]
    [TestCase("--candidate", "--candidate")]
    [TestCase("candidate: found 'no.so', which is not a file; allowed: LIBRARY, LIBRARY:DOMAIN", "--candidate", "no.so")]
    [TestCase("problem line: found 'MaxPool'; allowed: OPERATOR:OPSET TYPE SHAPE ..., or @FILE", "MaxPool")]
    [TestCase("MaxPool:22 float 1x1x4: kernel_shape: found no value", Good, "MaxPool:22 float 1x1x4")]
    [TestCase("MaxPool:22 int32 1x1x4 kernel_shape=2: ", "MaxPool:22 int32 1x1x4 kernel_shape=2")]
    [TestCase("which takes about", "MaxPool:22 float 1x1x900000000000 kernel_shape=2")]
    [TestCase("output: found shape 1x1x0; allowed: a place for each element of X", "MaxUnpool:22 float 1x1x1 kernel_shape=1 output_shape=1,1,0")]
    public void An_argument_that_cannot_be_used_is_refused(string message, params string[] args) => Tool.IsRefused(["sweep", .. args], message);

    [Test]
    public void A_place_that_cannot_be_written_is_refused_before_the_work([Values("--report", "--markdown", "--json", "--keep")] string option)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("file", "x"u8);
        // A hundred million problems would take hours.
        string[] args = ["sweep", "--cases", "100000000", option];
        Tool.IsRefused([.. args, ""], "found an empty path");
        Tool.IsRefused([.. args, Path.Combine(file, "below")], file);
        Tool.IsRefused([.. args, option == "--keep" ? file : folder.Path], option == "--keep" ? "a file" : "is a folder");
        Assert.That(File.ReadAllText(file), Is.EqualTo("x"));
    }

    [Test]
    public void A_file_that_is_no_library_is_refused()
    {
        using var folder = new TemporaryFolder();
        Tool.IsRefused(["sweep", Good, "--candidate", folder.File("a.so", "text\n"u8)], "candidate ", "a.so", "one that fails");
    }

    [TestCase(12, "registers no operator")]
    [TestCase(13, "RegisterCustomOps")]
    [TestCase(15, "ends its process: signal 11 (SIGSEGV) while it registers")]
    public void A_library_that_does_not_register_is_refused(int bug, string message) =>
        Tool.IsRefused(["sweep", Good, "--candidate", CandidateBuild.Library(bug)], message);

    [TestCase(9, "ends its process: signal 11 (SIGSEGV)")]
    [TestCase(10, "does not return within 0.5 s")]
    [TestCase(11, "planted failure")]
    [TestCase(18, "ends its process: exit status 3: giving up")]
    public void A_library_that_fails_a_problem_gets_a_verdict_and_the_sweep_goes_on(int bug, string message)
    {
        using var folder = new TemporaryFolder();
        string library = CandidateBuild.Library(bug);
        ToolResult result = Tool.Run("sweep", Good, Unlucky, "AveragePool:22 float 1x1x4 kernel_shape=2", "--threads", "1", "--candidate", library, "--timeout", bug == 10 ? "0.5" : "60", "--keep", folder.File("kept"));
        Assert.That((result.Status, result.Error), Is.EqualTo((1, "")), result.Out);
        Assert.That(result.Out, Does.Contain($"bug{bug}.so").And.Contain(message).And.Contain("1 failed"));
        string test = Directory.EnumerateFiles(folder.File("kept"), "test_MaxPool_error_*.cs").Single();
        Assert.That(result.Out, Does.Contain($"kept {test}"));
        Assert.That(File.ReadAllText(test), Does.Contain("OrtCandidate.Load(").And.Contain(library).And.Contain("1x13x"));
        Assert.That(Tool.Run("verify", folder.File("kept")).Status, Is.Zero);
    }

    [Test]
    public void What_is_kept_shows_it_again()
    {
        using var folder = new TemporaryFolder();
        string library = CandidateBuild.Library(3), kept = folder.File("kept");
        ToolResult result = Tool.Run("sweep", "--ops", "MaxPool", "--cases", "60", "--candidate", library, "--keep", kept);
        Assert.That(result.Status, Is.EqualTo(1), result.Error);
        string[] tests = Directory.GetFiles(kept, "*.cs");
        Assert.That(tests, Is.Not.Empty);
        Assert.That(Directory.GetDirectories(kept), Is.EquivalentTo(tests.Select(t => Path.ChangeExtension(t, null))));
        foreach ((string name, Action run) in Sweep.Keeping.CompiledTests.Of(folder, tests)) Assert.That(run, Throws.TypeOf<AssertionException>(), name);
        foreach (string test in tests)
        {
            string[] command = File.ReadLines(test).Single(l => l.StartsWith("// To see it again:", StringComparison.Ordinal)).Split('"');
            ToolResult again = Tool.Run("sweep", command[1], "--seed", command[2].Split(' ')[2], "--candidate", library);
            Assert.That((again.Status, again.Out.Contains($"case   {command[1]}")), Is.EqualTo((1, true)), again.Out);
        }
    }

    [Test]
    public void Nothing_is_kept_of_a_candidate_that_is_right()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Tool.Run("sweep", "--ops", "MaxPool,AveragePool", "--cases", "60", "--candidate", CandidateBuild.Library(), "--keep", folder.Path);
        Assert.That(result.Status, Is.Zero, result.Out);
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }
}
