using OnnxPool.Conformance;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Candidates;

/// <summary>Which operators of a library are run, and what is said before the first one if none can be.</summary>
[Parallelizable(ParallelScope.All)]
sealed class CandidateLoadTests
{
    static readonly WorkerPool s_pool = Pools.OfTool(2);
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [OneTimeTearDown]
    public void EndWorkers() => s_pool.Dispose();

    [TestCase("no.so", "candidate: found 'no.so', which is not a file; allowed: LIBRARY, LIBRARY:DOMAIN or LIBRARY:DOMAIN@VERSION")]
    [TestCase("no.so:x", "candidate: found 'no.so', which is not a file;")]
    [TestCase("", "candidate: found '', which is not a file;")]
    [TestCase("/", "candidate: found '/', which is not a file;")]
    [TestCase("%:", "ai.onnx is ONNX's own domain")]
    [TestCase("%:x@0", "candidate: found version '0' of domain 'x'; allowed: 1 to 1000")]
    [TestCase("%:x@", "found version '' of")]
    [TestCase("%:x@1001", "found version '1001' of")]
    [TestCase("%:ai.onnx@22", "it is the opset of each problem")]
    public void An_argument_of_another_form_is_refused(string text, string message)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.so", "x"u8);
        Assert.That(() => CandidateLibrary.Parse(text.Replace("%", file)), Throws.TypeOf<InvalidPoolingException>().With.Message.Contains(message));
    }

    [Test]
    public void Forms_of_the_argument()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.so", "x"u8), colon = folder.File("b:c", "x"u8);
        Assert.Multiple(() =>
        {
            Assert.That(CandidateLibrary.Parse(file), Is.EqualTo(new CandidateLibrary(file, null, 1)));
            Assert.That(CandidateLibrary.Parse(file + ":my.domain"), Is.EqualTo(new CandidateLibrary(file, "my.domain", 1)));
            Assert.That(CandidateLibrary.Parse(file + ":my.domain@3"), Is.EqualTo(new CandidateLibrary(file, "my.domain", 3)));
            Assert.That(CandidateLibrary.Parse(file + ":ai.onnx"), Is.EqualTo(new CandidateLibrary(file, "", 1)));
            Assert.That(CandidateLibrary.Parse(colon), Is.EqualTo(new CandidateLibrary(colon, null, 1)));
        });
    }

    [Test]
    public void A_file_that_is_no_library()
    {
        using var folder = new TemporaryFolder();
        IsRefused(folder.File("a.so", "this is text\n"u8), "one that fails ([ErrorCode:", "a.so");
    }

    [TestCase(12, "found one that registers no operator; allowed: one that registers pooling operators")]
    [TestCase(13, "RegisterCustomOps")]
    [TestCase(15, "found one that ends its process: signal 11 (SIGSEGV) while it registers")]
    [TestCase(17, "planted failure")]
    public void A_library_that_does_not_register(int bug, string message) => IsRefused(CandidateBuild.Library(bug), message);

    [Test]
    public void The_only_domain_is_found()
    {
        OrtCandidate candidate = Load(CandidateBuild.Library());
        Assert.That(candidate.Domain, Is.EqualTo("pool.candidate"));
        Assert.That(candidate.Name, Is.EqualTo("bug0.so"));
        Assert.That(candidate.Operators, Is.EquivalentTo(new PoolOperator[] { MaxPool.Operator, AveragePool.Operator }));
        Assert.That(Load(CandidateBuild.Library() + ":pool.candidate@7").Run(Problem.Parse("MaxPool:12 uint8 1x1x4 kernel_shape=2"), [new Tensor(ElementType.UInt8, [1, 1, 4])]), Has.Length.EqualTo(1));
        IsRefused(CandidateBuild.Library() + ":other", "'MaxPool' in domain 'pool.candidate', 'AveragePool' in domain 'pool.candidate'", "in domain 'other'");
    }

    [Test]
    public void What_a_library_registers_is_known_to_the_letter()
    {
        var answer = (WorkerAnswer.Registered)s_pool.Run(new LibraryRequest(CandidateBuild.Library(0, "d", lastVersion: 2)), s_limit);
        Assert.That(answer.Operators, Is.EqualTo(new CustomOperator[]
        {
            new("d", "MaxPool", ElementType.Float, 1, 2, 1, 2),
            new("d", "MaxPool", ElementType.Int8, 1, 2, 1, 2),
            new("d", "MaxPool", ElementType.UInt8, 1, 2, 1, 2),
            new("d", "AveragePool", ElementType.Float, 1, 2, 1, 1),
        }));
    }

    [Test]
    public void A_version_that_the_library_lacks_is_unsupported()
    {
        string library = CandidateBuild.Library(0, "d", lastVersion: 2);
        Problem problem = Problem.Parse("MaxPool:22 float 1x1x4 kernel_shape=2");
        Assert.That(Load(library + ":d@2").Run(problem, ProblemData.Inputs(problem, 0)), Has.Length.EqualTo(1));
        Assert.That(() => Load(library + ":d@3").Run(problem, ProblemData.Inputs(problem, 0)),
            Throws.TypeOf<UnsupportedPoolingException>().With.Message.EndsWith("found MaxPool at version 3 of 'd'; allowed: 1 to 2"));
    }

    [Test]
    public void One_of_several_domains_must_be_named()
    {
        string library = CandidateBuild.Library(0, "a", "b");
        IsRefused(library, "LIBRARY:DOMAIN with one of 'b', 'a'");
        Assert.That(Load(library + ":b").Domain, Is.EqualTo("b"));
    }

    [Test]
    public void Operators_in_the_standard_domain_are_run_in_place_of_onnx_runtimes_own()
    {
        OrtCandidate candidate = Load(CandidateBuild.Library(11, ""));
        Assert.That(candidate.Domain, Is.Empty);
        foreach (string line in (string[])["MaxPool:8 float 1x13x4 kernel_shape=2", "AveragePool:22 float 1x13x4x4 kernel_shape=2,2"])
        {
            Problem problem = Problem.Parse(line);
            Assert.That(() => candidate.Run(problem, ProblemData.Inputs(problem, 0)), Throws.TypeOf<CandidateFailedException>().With.Message.Contains("planted failure"), line);
        }
        Assert.That(Load(CandidateBuild.Library(11, "") + ":ai.onnx").Domain, Is.Empty);
        Assert.That(() => candidate.Run(Problem.Parse("MaxPool:27 float 1x1x4 kernel_shape=2"), []), Throws.TypeOf<UnsupportedPoolingException>().With.Message.Contains("found opset 27; allowed: up to 26"));
    }

    [Test]
    public void A_domain_that_onnx_runtime_never_looks_into_is_refused() =>
        IsRefused(CandidateBuild.Library(0, "ai.onnx"), "'MaxPool' in domain 'ai.onnx'", "in any domain but 'ai.onnx'");

    [TestCase("LpPool:22 float 1x1x4 kernel_shape=2", "bug0.so: found LpPool; allowed: MaxPool, AveragePool")]
    [TestCase("MaxPool:22 float 1x4x1 kernel_shape=2 layout=NHWC", "bug0.so: found layout NHWC; allowed: NCHW")]
    [TestCase("MaxPool:22 double 1x1x4 kernel_shape=2", "bug0.so: found MaxPool of double; allowed: float, int8, uint8")]
    [TestCase("AveragePool:22 bfloat16 1x1x4 kernel_shape=2", "bug0.so: found AveragePool of bfloat16; allowed: float")]
    [TestCase("AveragePool:22 float 1x1x2x2x2x2 kernel_shape=2,2,2,2", "more than 3 spatial axes")]
    public void What_the_library_lacks_is_unsupported(string line, string message)
    {
        Problem problem = Problem.Parse(line);
        Assert.That(() => Load(CandidateBuild.Library()).Run(problem, ProblemData.Inputs(problem, 0)), Throws.TypeOf<UnsupportedPoolingException>().With.Message.Contains(message));
    }

    [Test]
    public void The_table_of_functions_has_the_size_that_is_copied() =>
        // The recorder knows the functions of this version; a newer header may have more.
        Assert.That(OrtSession.Version, Does.StartWith("1.29."));

    static OrtCandidate Load(string text) => OrtCandidate.Load(CandidateLibrary.Parse(text), s_pool, s_limit);

    static void IsRefused(string text, params string[] parts)
    {
        string message = Assert.Throws<InvalidPoolingException>(() => Load(text))!.Message;
        Assert.That(message, Does.StartWith("candidate /").And.Not.Contain("\n"));
        foreach (string part in parts) Assert.That(message, Does.Contain(part));
    }
}
