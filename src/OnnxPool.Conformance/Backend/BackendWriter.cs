using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Our operators and the oracle do not agree on a test that was to be written.</summary>
public sealed class BackendMismatchException(string message) : Exception(message);

/// <summary>A backend test to be written: one problem, or a chain of them.</summary>
/// <param name="Name">Name of the folder.</param>
/// <param name="Chain">The nodes; each but the first takes the output of the one before.</param>
public sealed record BackendTest(string Name, IReadOnlyList<Problem> Chain)
{
    /// <summary>The tests that problem lines mean: lines with the same <c>name=</c> are one chain, a line without a name is called by what it is.</summary>
    /// <exception cref="ProblemFileException">Two tests with one name.</exception>
    public static IReadOnlyList<BackendTest> Of(IReadOnlyList<Problem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        BackendTest[] tests =
        [
            .. problems.Where(p => p.Name.Length > 0).GroupBy(p => p.Name).Select(g => new BackendTest($"test_{g.Key}", [.. g])),
            .. problems.Where(p => p.Name.Length == 0).Select(p => new BackendTest($"test_{Slug(p)}", [p])),
        ];
        return tests.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } same
            ? throw new ProblemFileException($"problem line: found {same.Key} twice; allowed: each test once")
            : tests;
    }

    // The attributes are in the number: they would make names longer than a file system takes.
    static string Slug(Problem problem)
    {
        ulong hash = new SeededRandom(problem.Identity, 0).Next();
#pragma warning disable CA1308 // The names of ONNX's tests are in lower case.
        string name = problem.Operator.Name.ToLowerInvariant();
#pragma warning restore CA1308
        return $"{name}_{problem.Opset}_{problem.Type.Name()}_{problem.Shape.Length}d_{hash & uint.MaxValue:x8}";
    }
}

/// <summary>Writes backend tests: <c>model.onnx</c> and one data set.</summary>
/// <param name="folder">The folder that they are written into; it is made if it does not exist.</param>
/// <param name="seed">Seed of the input data.</param>
/// <param name="force">Whether folders with other content are replaced too.</param>
public sealed class BackendWriter(string folder, long seed, bool force)
{
    const string Producer = "onnxpool";

    /// <summary>Writes a test with our operators' outputs, held against the oracle first; its folder whole or not at all. The same test gives the same bytes.</summary>
    /// <exception cref="PoolingException">The problem is invalid, or of a type without arithmetic here.</exception>
    /// <exception cref="BackendMismatchException">An output is not what the oracle says.</exception>
    /// <exception cref="InvalidModelException">The folder holds something else, or cannot be written.</exception>
    public BackendFolder Write(BackendTest test) => Write(test, Checked);

    /// <summary>Writes a test with the outputs of the oracle, whatever our operators say.</summary>
    /// <exception cref="PoolingException">As <see cref="Write(BackendTest)"/>.</exception>
    /// <exception cref="InvalidModelException">As <see cref="Write(BackendTest)"/>.</exception>
    public BackendFolder WriteExpected(BackendTest test) => Write(test, (problem, inputs) => [.. ReferenceRunner.Run(problem, inputs).Select(e => e.Value())]);

    BackendFolder Write(BackendTest test, Func<Problem, IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> compute)
    {
        ArgumentNullException.ThrowIfNull(test);
        var target = new BackendFolder(Path.Combine(folder, test.Name));
        Problem first = test.Chain[0];
        foreach (Problem problem in test.Chain)
        {
            problem.Version.Require(problem.Type);
            MemoryNeed.Require(problem.Type, problem.Shape, problem.OutputShape());
        }
        ModelProto model = ProblemModel.BuildChain(test.Chain);
        Dictionary<string, Tensor> feeds = ProblemData.Feeds(first, seed);
        IReadOnlyList<(string Name, Tensor Value)> outputs = PoolGraph.Of(target.ModelPath, model).Run(feeds, compute);

        string? temporary = null;
        try
        {
            if (Path.Exists(target.Path) && !force && !IsOwn(target))
            {
                throw InvalidModelException.In(target.Path, new InvalidPoolingException(
                    "folder", "content that this tool did not write", "no such folder, or one that it wrote (--force replaces any)"));
            }
            Directory.CreateDirectory(folder);
            temporary = Path.Combine(folder, $".onnxpool-{Guid.NewGuid():N}.tmp");
            Fill(new BackendFolder(temporary), model, feeds, outputs);
            Replace(temporary, target.Path);
            temporary = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw InvalidModelException.In(target.Path, new InvalidPoolingException("folder", $"an error ({e.Message})", "a folder that can be written"));
        }
        finally
        {
            if (temporary is not null && Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
        return target;
    }

    static IReadOnlyList<Tensor> Checked(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        Tensor[] outputs = new OnnxPoolRunner().Run(problem, inputs);
        Expectation[] expected = ReferenceRunner.Run(problem, inputs);
        for (int i = 0; i < outputs.Length; i++)
        {
            if (expected[i].Check(outputs[i]) is { IsAccepted: false } difference)
                throw new BackendMismatchException($"{problem}: {problem.Outputs[i]} against the reference: {difference.Describe()}");
        }
        return outputs;
    }

    static void Fill(BackendFolder test, ModelProto model, Dictionary<string, Tensor> feeds, IReadOnlyList<(string Name, Tensor Value)> outputs)
    {
        string data = Path.Combine(test.Path, BackendFolder.DataSetPrefix + "0");
        Directory.CreateDirectory(data);
        ModelFile.Write(test.ModelPath, model);
        IReadOnlyList<ValueInfoProto> inputs = GraphInputs.Required(model.Graph);
        for (int i = 0; i < inputs.Count; i++)
            TensorFile.Write(Path.Combine(data, $"input_{i}.pb"), feeds[inputs[i].Name], inputs[i].Name);
        for (int i = 0; i < outputs.Count; i++)
            TensorFile.Write(Path.Combine(data, $"output_{i}.pb"), outputs[i].Value, outputs[i].Name);
    }

    static void Replace(string source, string target)
    {
        string? old = null;
        if (Directory.Exists(target))
        {
            old = source + ".old";
            Directory.Move(target, old);
        }
        else if (File.Exists(target))
        {
            File.Delete(target);
        }
        try
        {
            Directory.Move(source, target);
        }
        catch when (old is not null)
        {
            Directory.Move(old, target);
            throw;
        }
        if (old is not null) Directory.Delete(old, recursive: true);
    }

    /// <summary>Whether a folder holds a model of ours and nothing but the files of a test.</summary>
    static bool IsOwn(BackendFolder test)
    {
        if (!File.Exists(test.ModelPath)) return false;
        string data = BackendFolder.DataSetPrefix + "0";
        foreach (string path in Directory.EnumerateFileSystemEntries(test.Path, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(test.Path, path).Replace(Path.DirectorySeparatorChar, '/');
            if (relative != BackendFolder.ModelName && relative != data
                && !(relative.StartsWith($"{data}/", StringComparison.Ordinal) && relative.EndsWith(".pb", StringComparison.Ordinal)))
                return false;
        }
        try
        {
            return ModelFile.Read(test.ModelPath).ProducerName == Producer;
        }
        catch (InvalidModelException)
        {
            return false;
        }
    }
}
