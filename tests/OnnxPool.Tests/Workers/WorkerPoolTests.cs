using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Tests.Candidates;
using OnnxPool.Tests.Operators;

namespace OnnxPool.Tests.Workers;

[Parallelizable(ParallelScope.All)]
sealed class WorkerPoolTests
{
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Test]
    public void A_worker_answers_as_onnx_runtime_does_in_process()
    {
        using WorkerPool pool = Pools.OfTool(1);
        Problem[] problems = [.. new RandomProblems(5).Take(60).Where(RandomProblems.HasSize)];
        int ran = 0, refused = 0;
        foreach (Problem problem in problems)
        {
            IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, 5);
            OrtOutcome expected = OrtProblems.Run(problem, inputs);
            switch (pool.Run(ModelRequest.Of(problem, inputs), s_limit))
            {
                case WorkerAnswer.Ran answer:
                    Assert.That(answer.Outputs.Select(o => o.Bytes.ToArray()), Is.EqualTo(expected.Outputs!.Select(o => o.Bytes.ToArray())), problem.ToString());
                    ran++;
                    break;
                case WorkerAnswer.Refused answer:
                    Assert.That(answer.Message, Is.EqualTo(expected.Refusal));
                    refused++;
                    break;
                case WorkerAnswer other:
                    Assert.Fail($"{problem}: {other}");
                    break;
            }
        }
        Assert.That(Math.Min(ran, refused), Is.GreaterThan(10));
        Assert.That(pool.ProcessIds, Has.Length.EqualTo(1));
    }

    /// <summary>With optimization on, ONNX Runtime's blocked kernels divide by the height of a pool's output, which may be 0 behind a convolution.</summary>
    [Test]
    public void A_crash_of_onnx_runtime_is_an_answer()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || OperatingSystem.IsWindows()) Assert.Ignore("seen on x64 only, with POSIX signals");
        using WorkerPool pool = Pools.OfTool(1);
        ModelRequest request = ConvolutionBefore("MaxPool:22 float 1x16x4x5 kernel_shape=5,2");
        Assert.That(pool.Run(request, s_limit), Is.TypeOf<WorkerAnswer.Ran>());
        for (int i = 0; i < 2; i++)
        {
            WorkerAnswer answer = pool.Run(request with { Optimization = GraphOptimizationLevel.ORT_ENABLE_ALL }, s_limit);
            Assert.That(answer, Is.TypeOf<WorkerAnswer.Crashed>());
            Assert.That((((WorkerAnswer.Crashed)answer).How, ((WorkerAnswer.Crashed)answer).Alone), Is.EqualTo(("signal 8 (SIGFPE)", true)));
        }
        Assert.That(pool.Run(request, s_limit), Is.TypeOf<WorkerAnswer.Ran>());
    }

    [Test]
    public void A_crash_says_whether_it_happens_in_a_fresh_process_too()
    {
        using WorkerPool pool = Pools.OfTool(2);
        // Two workers that have done something: the one that a crash is tried again in must be neither.
        while (pool.ProcessIds.Length < 2) Parallel.For(0, 2, _ => pool.Run(Small, s_limit));
        Assert.That(pool.Run(OfCandidate(9), s_limit), Is.EqualTo(new WorkerAnswer.Crashed("signal 11 (SIGSEGV)", "", Alone: true)));
        WorkerAnswer later = pool.Run(OfCandidate(19), s_limit);
        while (later is WorkerAnswer.Ran) later = pool.Run(OfCandidate(19), s_limit);
        Assert.That(later, Is.EqualTo(new WorkerAnswer.Crashed("signal 11 (SIGSEGV)", "", Alone: false)));
        Assert.That(later.ToString(), Is.EqualTo("signal 11 (SIGSEGV), not in a fresh process"));
    }

    [Test]
    public void Several_threads_share_the_workers()
    {
        using WorkerPool pool = Pools.OfTool(2);
        var failures = new List<string>();
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(i => new Thread(() =>
        {
            for (int n = 0; n < 25; n++)
            {
                Problem problem = Problem.Parse($"MaxPool:12 float 1x1x{8 + i + n} kernel_shape=3 data=ties");
                IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, n);
                byte[] expected = OrtProblems.Run(problem, inputs).Outputs![0].Bytes.ToArray();
                if (pool.Run(ModelRequest.Of(problem, inputs), s_limit) is WorkerAnswer.Ran ran && ran.Outputs[0].Bytes.SequenceEqual(expected)) continue;
                lock (failures) failures.Add(problem.ToString());
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.That(failures, Is.Empty);
        Assert.That(pool.ProcessIds, Has.Length.EqualTo(2));
    }

    [Test]
    public void Disposing_ends_idle_workers()
    {
        using WorkerPool pool = Pools.OfTool(1);
        Assert.That(pool.Run(Small, s_limit), Is.TypeOf<WorkerAnswer.Ran>());
        int id = pool.ProcessIds.Single();
        Assert.That(Exists(id));
        pool.Dispose();
        Assert.That(Ends(id));
        Assert.That(() => pool.Run(Small, s_limit), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Disposing_ends_a_worker_that_hangs()
    {
        WorkerPool pool = Pools.OfTool(1);
        Task<WorkerAnswer> run = Task.Run(() => pool.Run(Hang, TimeSpan.FromHours(1)));
        int[] ids;
        while ((ids = pool.ProcessIds).Length == 0) Thread.Sleep(10);
        pool.Dispose();
        Assert.That(Ends(ids.Single()));
        Assert.That(async () => await run, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(pool.ProcessIds, Is.Empty);
    }

    /// <summary>As Ctrl-C in a terminal does, which also reaches the parent: it decides.</summary>
    [Test]
    [Platform("Linux")]
    public void An_interrupt_does_not_end_a_worker()
    {
        using WorkerPool pool = Pools.OfTool(1);
        pool.Run(Small, s_limit);
        int id = pool.ProcessIds.Single();
        Assert.That(CommandLine.Child.Run("sh", "/", null, ["-c", $"kill -INT {id}; sleep 0.2"]).Status, Is.Zero);
        Assert.That(pool.Run(Small, s_limit), Is.TypeOf<WorkerAnswer.Ran>());
        Assert.That(pool.ProcessIds.Single(), Is.EqualTo(id));
    }

    [Test]
    [Platform("Linux")]
    public void A_crash_leaves_no_file()
    {
        using var folder = new Models.TemporaryFolder();
        WorkerProgram program = Cli.WorkerCommand.Program;
        using var pool = new WorkerPool(new WorkerProgram("bash", ["-c", "ulimit -c unlimited; cd \"$1\"; shift; exec \"$@\"", "bash", folder.Path, program.Path, .. program.Arguments]), 1);
        Assert.That(pool.Run(OfCandidate(9), s_limit), Is.TypeOf<WorkerAnswer.Crashed>());
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void A_worker_that_somebody_ended_is_replaced()
    {
        using WorkerPool pool = Pools.OfTool(1);
        pool.Run(Small, s_limit);
        int id = pool.ProcessIds.Single();
        using (var worker = Process.GetProcessById(id)) worker.Kill();
        Assert.That(Ends(id));
        Assert.That(pool.Run(Small, s_limit), Is.TypeOf<WorkerAnswer.Ran>());
        Assert.That(pool.ProcessIds, Has.Length.EqualTo(1).And.None.EqualTo(id));
    }

    [Test]
    public void Too_little_time_is_an_answer()
    {
        using WorkerPool pool = Pools.OfTool(1);
        Assert.That(pool.Run(Hang, TimeSpan.FromMilliseconds(100)), Is.EqualTo(new WorkerAnswer.TimedOut(TimeSpan.FromMilliseconds(100))));
        Assert.That(pool.Run(Small, s_limit), Is.TypeOf<WorkerAnswer.Ran>());
    }

    [TestCase("/no/such/program", "", "worker: '/no/such/program' does not start: ")]
    [TestCase("sh", "-c|echo first >&2; echo last >&2; exit 7", "does not get ready: exit status 7: last")]
    [TestCase("sh", "-c|echo Hello", "does not get ready: ")]
    [TestCase("sh", "-c|kill -SEGV $$", "does not get ready: signal 11 (SIGSEGV)")]
    [Platform(Exclude = "Win")]
    public void A_program_that_is_no_worker_is_an_error(string program, string arguments, string message)
    {
        using var pool = new WorkerPool(new WorkerProgram(program, arguments.Length == 0 ? [] : arguments.Split('|')), 1);
        string found = Assert.Throws<WorkerStartException>(() => pool.Run(Small, s_limit))!.Message;
        Assert.That(found, Does.Contain(message).And.Not.Contain("\n"));
    }

    /// <summary>A shell that starts a worker and is killed: what the worker sees is the end of its input.</summary>
    [TestCase(false)]
    [TestCase(true)]
    [Platform("Linux")]
    public void No_worker_outlives_its_parent(bool isBusy)
    {
        using var folder = new Models.TemporaryFolder();
        using (FileStream file = File.Create(folder.File("request")))
            WorkerProtocol.Send(file, WorkerProtocol.Encode(isBusy ? Hang : Small));
        WorkerProgram program = Cli.WorkerCommand.Program;
        var start = new ProcessStartInfo("bash", ["-c", "coproc W { exec \"$@\" 2>/dev/null; }; cat request >&\"${W[1]}\"; echo $W_PID; wait", "bash", program.Path, .. program.Arguments])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
        };
        using Process parent = Process.Start(start)!;
        int id = int.Parse(parent.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(Exists(id));
        parent.Kill();
        Assert.That(Ends(id));
    }

    static ModelRequest Small => Request("MaxPool:12 float 1x1x4 kernel_shape=2");

    static ModelRequest Hang => OfCandidate(10);

    /// <summary>What a candidate with a planted bug crashes or hangs at.</summary>
    static ModelRequest OfCandidate(int bug)
    {
        const string Line = "MaxPool:22 float 1x13x4 kernel_shape=2";
        ModelProto model = ProblemModel.Build(Problem.Parse(Line));
        model.Graph.Node[0].Domain = "pool.candidate";
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "pool.candidate", Version = 1 });
        return Request(Line) with { Model = ModelFile.ToBytes(model), CustomOps = CandidateBuild.Library(bug) };
    }

    static ModelRequest Request(string line)
    {
        Problem problem = Problem.Parse(line);
        return ModelRequest.Of(problem, ProblemData.Inputs(problem, 0));
    }

    /// <summary>A problem behind a convolution of one tap, which ONNX Runtime runs in blocks of channels when it optimizes.</summary>
    static ModelRequest ConvolutionBefore(string line)
    {
        Problem problem = Problem.Parse(line);
        long channels = problem.Shape[1];
        ModelProto model = new ModelBuilder(problem.Opset)
            .Input("X", problem.Type, problem.Shape)
            .Initializer("W", ProblemData.Create(problem.Type, [channels, channels, 1, 1], DataKind.Uniform, "W", 0))
            .Node("Conv", ["X", "W"], ["C"])
            .Node(problem.Operator.Name, ["C"], ["Y"], problem.Attributes)
            .Output("Y", problem.Type)
            .Build();
        return ModelRequest.Of(problem, ProblemData.Inputs(problem, 0)) with { Model = ModelFile.ToBytes(model) };
    }

    static bool Exists(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether the process ends, sooner or later.</summary>
    static bool Ends(int id)
    {
        var waited = Stopwatch.StartNew();
        while (Exists(id) && waited.Elapsed < s_limit) Thread.Sleep(20);
        return !Exists(id);
    }
}
