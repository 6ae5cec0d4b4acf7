using OnnxPool.Conformance;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;
using OnnxPool.Tests.Sweep.Planted;

namespace OnnxPool.Tests.Sweep.Keeping;

/// <summary>Failures that are kept: both files or none, nobody else's touched, and tests that compile, fail for a wrong kernel and pass for a right one.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class KeptFailuresTests
{
    /// <summary>Wrong in the last bit of everything that has bits, whatever the type.</summary>
    public static IPoolRunner Off { get; } = new DelegateRunner("off", (problem, inputs) =>
    {
        Tensor[] outputs = new OnnxPoolRunner().Run(problem, inputs);
        // Flatten shares the data of its input.
        Tensor y = CaseVerifier.Copy(outputs[0]);
        if (y.Type == ElementType.String) y.Strings[^1] += "!";
        else if (ElementTypes.HasArithmetic(y.Type)) y.Bytes[^1] ^= 0x40;
        else y.Bytes[0] ^= 1;
        return [y, .. outputs[1..]];
    });

    /// <summary>Right once, and no more.</summary>
    public static IPoolRunner Unstable { get; } = new DelegateRunner("unstable", (problem, inputs) =>
    {
        Tensor[] outputs = new OnnxPoolRunner().Run(problem, inputs);
        if (Interlocked.Increment(ref s_calls) % 2 == 0) outputs[0].Bytes[^1] ^= 0x40;
        return outputs;
    });

    static int s_calls;

    static readonly string[] s_lines =
    [
        "MaxPool:22 float 1x1x3x2 kernel_shape=2,2 pads=0,0,1,1 storage_order=1 outputs=Y,Indices data=special",
        "MaxPool:22 int8 1x1x4 kernel_shape=2 data=ties", "MaxPool:12 uint8 1x1x4 kernel_shape=2",
        "AveragePool:22 float 1x2x5 kernel_shape=3 data=special", "AveragePool:22 double 1x1x40 kernel_shape=7", "AveragePool:22 float16 1x1x6 kernel_shape=4 data=large",
        "AveragePool:22 bfloat16 1x1x6 kernel_shape=4", "AveragePool:22 float 1x4x1 kernel_shape=3 layout=NHWC", "LpPool:1 double 1x1x5 kernel_shape=3 p=0.25", "GlobalMaxPool:22 double 1x2x3 data=infinite",
        "MaxUnpool:22 float 1x1x2x2 kernel_shape=2,2 strides=2,2 output_shape=1,1,5,5", "Flatten:25 string 2x2x1", "Flatten:25 int4 3x1x1", "Flatten:25 bool 3x1", "Flatten:25 int64 3x1", "Flatten:25 complex64 3x1x2",
        "ai.onnxpool.MaxPool:1 float 1x1x3 kernel_shape=2", "MaxPoolGrad:1 float 1x1x4 kernel_shape=2 ties=equal inputs=dY,X,Y data=ties",
    ];

    [Test]
    public void Tests_of_every_type_compile_fail_and_pass()
    {
        using var folder = new TemporaryFolder();
        (string wrong, string right) = (folder.File("wrong"), folder.File("right"));
        foreach (string line in s_lines)
        {
            ShrunkFailure failure = FailureOf(Problem.Parse(line), Off);
            KeptFailure kept = new KeptFailures(wrong, Off.Name, $"{typeof(KeptFailuresTests).FullName}.{nameof(Off)}").Write(failure)!;
            Assert.That(kept.Test, Is.EqualTo(Path.Combine(wrong, $"test_{KeptFailures.NameOf(failure)}.cs")));
            Assert.That(kept.Model?.Path, failure.Smallest.Layout == PoolLayout.Nchw ? Is.EqualTo(Path.ChangeExtension(kept.Test, null)) : Is.Null);
            Assert.That(File.ReadAllText(kept.Test), Does.Contain($"\"{line}\"").And.Contain(failure.Shown.Reason));
            new KeptFailures(right, Off.Name).Write(failure);
        }
        foreach ((string name, Action run) in Compile(folder, wrong)) Assert.That(run, Throws.TypeOf<AssertionException>(), name);
        foreach ((string name, Action run) in Compile(folder, right)) Assert.That(run, Throws.Nothing, name);
        ToolResult verified = Tool.Run("verify", right);
        Assert.That(verified.Status, Is.Zero, verified.Out);
        Assert.That(verified.Out, Does.Contain($"{s_lines.Length - 1} folders").And.Contain(" 0 failed"));
    }

    [Test]
    public void The_smallest_failures_of_a_test_are_kept()
    {
        using var folder = new TemporaryFolder();
        var options = new PoolingConformanceOptions { Operators = [AveragePool.Operator], Cases = 300, Tolerance = Tolerance.Ulp(1) };
        PoolingConformanceResult result = PoolingConformance.Run(new PlantedKernel(Bug.PadsSwapped), options);
        KeptFailure kept = result.Keep(folder.File("new/one")).Single();
        string text = File.ReadAllText(kept.Test);
        Assert.That(text, Does.Contain("    static readonly IPoolRunner s_kernel = new OnnxPoolRunner();").And.Contain("expected, Tolerance.Ulp(1));"));
        Assert.That(text, Does.Contain($"--seed {result.Failures[0].Seed}").And.Contain($"{Bug.PadsSwapped}: against the reference"));
        Assert.That(Path.GetFileName(kept.Test), Does.Match("^test_AveragePool_values_[0-9a-f]{8}\\.cs$"));

        byte[] first = File.ReadAllBytes(kept.Test);
        result.Keep(folder.File("new/one"));
        Assert.That(File.ReadAllBytes(kept.Test), Is.EqualTo(first), "the same again");
        Assert.That(Directory.EnumerateFileSystemEntries(folder.File("new/one")).Count(), Is.EqualTo(2));
    }

    [Test]
    public void An_unstable_kernel_fails_its_test()
    {
        using var folder = new TemporaryFolder();
        ShrunkFailure failure = FailureOf(Problem.Parse("MaxPool:22 float 1x1x2 kernel_shape=1"), Off);
        failure = failure with { Shown = failure.Shown with { Verdict = SweepVerdict.Unstable, Who = Unstable.Name } };
        new KeptFailures(folder.Path, Unstable.Name, $"{typeof(KeptFailuresTests).FullName}.{nameof(Unstable)}").Write(failure);
        (string name, Action run) = Compile(folder, folder.Path).Single();
        Assert.That(name, Does.StartWith("MaxPool_unstable_"));
        Assert.That(run, Throws.TypeOf<AssertionException>().With.Message.Contains("other bits the second time"));
    }

    [Test]
    public void Whoever_is_wrong_is_under_test()
    {
        using var folder = new TemporaryFolder();
        ShrunkFailure failure = FailureOf(Problem.Parse("MaxPool:22 float 1x1x4 kernel_shape=2"), Off);
        var library = new CandidateLibrary("/a \"b\".so", "", 1);
        string candidate = KeptFailures.KernelOf(library, new WorkerProgram("/bin/x", ["a", "b\\"]), TimeSpan.FromSeconds(1.5));
        Assert.That(candidate, Does.Contain("(\"/a \\\"b\\\".so\", \"\", 1)").And.Contain("(\"/bin/x\", [\"a\", \"b\\\\\"])").And.Contain("FromSeconds(1.5)"));
        foreach ((string who, string code) in ((string, string)[])
            [("OnnxPool", "new OnnxPoolRunner();"), ("kernel max-scan", "new KernelScope(\"max-scan\")"), ("ONNX Runtime", "OrtProblems.Run("), ("lib.so", "OrtCandidate.Load(")])
        {
            KeptFailure kept = new KeptFailures(folder.File(who), "lib.so", candidate).Write(failure with { Shown = failure.Shown with { Who = who } })!;
            Assert.That(File.ReadAllText(kept.Test), Does.Contain(code));
            Action run = Compile(folder, folder.File(who)).Single().Run;
            if (who != "lib.so") Assert.That(run, Throws.Nothing, who);
        }
    }

    [Test]
    public void A_row_of_the_table_is_not_kept()
    {
        using var folder = new TemporaryFolder();
        ShrunkFailure failure = FailureOf(Problem.Parse("MaxPool:22 float 1x1x4 kernel_shape=2"), Off);
        Assert.That(new KeptFailures(folder.Path).Write(failure with { Shown = failure.Shown with { Row = DivergenceTable.Standard.Rows[0] } }), Is.Null);
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void What_others_wrote_stays_and_nothing_is_left_beside_it([Values("file", "folder", "folder for file")] string what)
    {
        using var folder = new TemporaryFolder();
        ShrunkFailure failure = FailureOf(Problem.Parse("MaxPool:22 float 1x1x4 kernel_shape=2"), Off);
        string name = $"test_{KeptFailures.NameOf(failure)}";
        string foreign = folder.File(what switch { "file" => $"{name}.cs", "folder" => $"{name}/mine.txt", _ => $"{name}.cs/mine.txt" }, "mine"u8);
        var kept = new KeptFailures(folder.Path);
        kept.RequireWritable();
        Assert.That(() => kept.Write(failure), Throws.Exception.With.Message.Contains(name).And.Message.Contains("did not write"));
        Assert.That(File.ReadAllText(foreign), Is.EqualTo("mine"));
        Assert.That(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories), Is.EqualTo(new[] { foreign }));
    }

    [Test]
    public void A_place_where_nothing_can_be_written_is_refused_early()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a", "x"u8);
        Assert.That(new KeptFailures("").RequireWritable, Throws.TypeOf<InvalidPoolingException>().With.Message.Contains("found an empty path"));
        Assert.That(new KeptFailures(file).RequireWritable, Throws.TypeOf<InvalidPoolingException>().With.Message.Contains($"found {file}, a file"));
        Assert.That(new KeptFailures(Path.Combine(file, "b")).RequireWritable, Throws.TypeOf<InvalidPoolingException>().With.Message.Contains("cannot be written into"));
        Assert.That(new KeptFailures(folder.File("b/c")).RequireWritable, Throws.Nothing);
        Assert.That(Directory.EnumerateFileSystemEntries(folder.File("b/c")), Is.Empty);
    }

    static ShrunkFailure FailureOf(Problem problem, IPoolRunner runner)
    {
        SweepResult result = new SweepJudge(3, DivergenceTable.Standard, runner, candidateAlone: true).Judge(0, problem);
        Assert.That(result.Worst, Is.Not.Null, $"{problem}");
        return new ShrunkFailure(result, result.Worst!, problem, result.Worst!, 1, 3);
    }

    static IReadOnlyList<(string Name, Action Run)> Compile(TemporaryFolder folder, string sources)
    {
        // The test assembly has the kernels.
        string[] files = Directory.GetFiles(sources, "*.cs");
        Assert.That(files, Is.Not.Empty);
        return CompiledTests.Of(folder, files);
    }
}
