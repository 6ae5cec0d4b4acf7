using OnnxPool.Conformance;
using OnnxPool.Tests.CommandLine;

namespace OnnxPool.Tests.Sweep;

[Parallelizable(ParallelScope.All)]
sealed class SweepTests
{
    [Test]
    public void A_sweep_over_all_operators_finds_nothing_wrong_and_covers_every_pair()
    {
        SweepOutcome outcome = Run(1200, threads: 2);
        Assert.That(outcome.Results.Where(r => r.IsBad).Select(r => $"{r.Worst!.Case}: {r.Worst.Who}: {r.Worst.Reason}"), Is.Empty);
        Assert.That((outcome.IsGood, outcome.IsPartial, outcome.Coverage.IsComplete), Is.EqualTo((true, false, true)));
        Assert.That(outcome.Results.Select(r => r.Index), Is.EqualTo(Enumerable.Range(0, 1200)));
        Assert.That(outcome.Count(SweepVerdict.Agree), Is.GreaterThan(300), "ONNX Runtime must run and agree often");
        Assert.That(outcome.Count(SweepVerdict.Divergence), Is.GreaterThan(300));
    }

    [Test]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        static string[] Texts(SweepOutcome outcome) => [.. outcome.Results.Select(r => $"{r.Index} {r.Problem} {r.Verdict} {string.Join(',', r.Checked)} {r.Worst?.Reason}")];
        Assert.That(Texts(Run(150, threads: 5)), Is.EqualTo(Texts(Run(150, threads: 1))));
    }

    [Test]
    public void Interrupted_it_has_what_it_judged()
    {
        using var interrupt = new CancellationTokenSource();
        var generator = new ProblemGenerator(1);
        SweepOutcome outcome = new Conformance.Sweep(new SweepJudge(1, DivergenceTable.Standard), 2)
            .Run(generator.Problems(), generator.NewCoverage(), null, done => { if (done == 20) interrupt.Cancel(); }, interrupt.Token);
        Assert.That(outcome.IsPartial, Is.True);
        Assert.That(outcome.Results, Has.Count.InRange(20, 24));
        Assert.That(outcome.Results.Select(r => r.Index), Is.EqualTo(Enumerable.Range(0, outcome.Results.Count)));
    }

    [Test]
    public void The_time_limit_ends_it_without_being_an_interruption()
    {
        var generator = new ProblemGenerator(1, [MaxPool.Operator]);
        SweepOutcome outcome = new Conformance.Sweep(new SweepJudge(1, DivergenceTable.Standard), 2)
            .Run(generator.Problems(), generator.NewCoverage(), TimeSpan.Zero);
        Assert.That((outcome.IsPartial, outcome.Results.Count), Is.EqualTo((false, 0)));
    }

    [Test]
    public void Every_kernel_that_takes_a_problem_is_held_against_the_first()
    {
        using (var scope = new KernelScope())
        {
            MaxPool.Forward([1f, 2, 3, 4], [1, 1, 2, 2], new PoolAttributes { KernelShape = [2, 2] }, new float[1]);
            Assert.That(scope.Accepting, Does.Contain("max-scan").And.Not.Contain("average-scan"));
            Assert.That(scope.Accepting, Is.Unique.And.Count.GreaterThan(1));
        }
        using (var forced = new KernelScope("max-scan"))
        {
            MaxPool.Forward([1f, 2, 3, 4], [1, 1, 2, 2], new PoolAttributes { KernelShape = [2, 2] }, new float[1]);
            Assert.That(forced.Accepting[0], Is.EqualTo("max-scan"));
        }
        Assert.That(() => new KernelScope("max-magic"), Throws.InstanceOf<InvalidPoolingException>());
    }

    [TestCase("--cases", "0", "--cases: found '0'; allowed: 1 to 100000000")]
    [TestCase("--ops", "MaxPool,Conv", "--ops: found 'Conv'; allowed: MaxPool, AveragePool")]
    [TestCase("--ops", "MaxPool,MaxPool", "--ops: found 'MaxPool,MaxPool'; allowed: each of")]
    [TestCase("--strength", "4", "--strength: found '4'; allowed: 2 to 3")]
    [TestCase("--ulp", "-1", "--ulp: found '-1'; allowed: a finite number of 0 or more")]
    [TestCase("--minutes", "soon", "--minutes: found 'soon'")]
    [TestCase("--report", "/no/such/folder/out.html", "its folder does not exist")]
    [TestCase("--candidate", "/no/such/lib.so", "/no/such/lib.so")]
    public void Wrong_options_are_refused_before_the_work_starts(string option, string value, string message) =>
        Tool.IsRefused(["sweep", option, value], message);

    [TestCase(
        "AveragePool:22 float 1x16x1x1 kernel_shape=2,1 pads=1,0,0,0 strides=2,1 ceil_mode=1 dilations=2,1 data=ties",
        "divergence blocked-divides-by-nothing", "1 divergent, 0 unsupported, 0 crashed")]
    [TestCase(
        "MaxPool:1 float 1x16x1x3 kernel_shape=3,3 pads=1,2,0,2 strides=1,2",
        "crash ONNX Runtime, optimized, behind Conv, MaxPool", "1 crashed")]
    public void What_only_graph_optimizations_do_is_told_apart(string line, string finding, string counts)
    {
        ToolResult optimized = Tool.Run("sweep", line, "--optimized");
        Assert.That((optimized.Status, optimized.Error), Is.EqualTo((0, "")), optimized.Out);
        Assert.That(optimized.Out, Does.Contain(finding).And.Contain(counts).And.Contain("0 failed"));
        Assert.That(Tool.Run("sweep", line).Out, Does.Contain("1 passed, 0 failed, 0 divergent"), "graph optimization off");
    }

    [Test]
    public void An_interrupt_from_the_terminal_leaves_a_partial_result()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("signals are sent with kill");
        using var folder = new Models.TemporaryFolder();
        var start = new System.Diagnostics.ProcessStartInfo(
            Environment.ProcessPath!, [typeof(Cli.App).Assembly.Location, "sweep", "--minutes", "10", "--json", folder.File("out.json")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Thread.Sleep(TimeSpan.FromSeconds(8));
        System.Diagnostics.Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        bool isOver = process.WaitForExit(TimeSpan.FromMinutes(1));
        // A program whose parent ignores the signal ignores it too.
        if (!isOver) process.Kill(entireProcessTree: true);
        Assert.That(isOver, Is.True, "the signal had no effect");
        Assert.That(process.ExitCode, Is.EqualTo(1), error.Result);
        Assert.That(output.Result, Does.Contain("PARTIAL"));
        Assert.That(File.ReadAllText(folder.File("out.json")), Does.Contain("\"partial\": true"));
    }

    static SweepOutcome Run(int cases, int threads)
    {
        var generator = new ProblemGenerator(1, isPreferred: p => !DivergenceTable.Standard.Refuses(p, OrtSession.Version));
        return new Conformance.Sweep(new SweepJudge(1, DivergenceTable.Standard), threads).Run(generator.Take(cases), generator.NewCoverage());
    }
}
