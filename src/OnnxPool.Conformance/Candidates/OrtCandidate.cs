using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>
/// Operators of an ONNX Runtime custom-op library that have ONNX's names, attributes, inputs and outputs. Each problem is run as a
/// model of one node, in a worker.
/// </summary>
/// <remarks>
/// What the library lacks is unsupported, not failed: an operator, version or element type that it does not register, and a problem
/// for which a kernel returns <c>ORT_NOT_IMPLEMENTED</c> when it computes (when it is created, ONNX Runtime drops the code).
/// </remarks>
public sealed class OrtCandidate : IPoolRunner
{
    // What ONNX Runtime begins the message of an error with that has this code.
    const string NotImplemented = "[ErrorCode:NotImplemented]";

    // ONNX Runtime registers this domain too, but its nodes find ONNX's own operators.
    const string OnnxAlias = "ai.onnx";

    // The newest opset of ONNX's own domain that ONNX Runtime 1.29 loads, whoever has the operators.
    const int LatestOpset = 26;

    static readonly PoolOperator[] s_known = [.. OperatorTable.All, .. OperatorTable.Gradients];

    readonly CandidateLibrary _library;
    readonly string _domain;
    readonly ILookup<string, CustomOperator> _operators;
    readonly WorkerPool _pool;
    readonly TimeSpan _limit;

    OrtCandidate(CandidateLibrary library, string domain, IEnumerable<CustomOperator> operators, WorkerPool pool, TimeSpan limit)
    {
        _library = library;
        _domain = domain;
        _operators = operators.ToLookup(o => o.Name);
        _pool = pool;
        _limit = limit;
        Name = library.Name;
    }

    /// <summary>The file name of the library.</summary>
    public string Name { get; }

    /// <summary>The domain of its operators; empty for ONNX's own.</summary>
    public string Domain => _domain;

    /// <summary>Those operators of this project that it has too.</summary>
    public IEnumerable<PoolOperator> Operators => s_known.Where(o => _operators.Contains(o.Name));

    /// <summary>Asks a library for its operators.</summary>
    /// <param name="library">Which.</param>
    /// <param name="pool">Who runs it.</param>
    /// <param name="limit">How long a problem may take.</param>
    /// <exception cref="InvalidPoolingException">
    /// It is not a library, does not export <c>RegisterCustomOps</c>, fails or registers nothing of ours; or it has operators in
    /// several domains and none was asked for.
    /// </exception>
    /// <exception cref="WorkerStartException">No worker can be started.</exception>
    public static OrtCandidate Load(CandidateLibrary library, WorkerPool pool, TimeSpan limit)
    {
        WorkerAnswer answer = pool.Run(new LibraryRequest(library.Path), limit);
        IReadOnlyList<CustomOperator> registered = answer switch
        {
            WorkerAnswer.Registered r => r.Operators,
            WorkerAnswer.Refused r => throw Invalid(library, $"one that fails ({r.Message})", "one that ONNX Runtime can register"),
            _ => throw Invalid(library, $"one that {Describe(answer)} while it registers", "one that ONNX Runtime can register"),
        };
        string domain = ChooseDomain(library, registered);
        return new OrtCandidate(library, domain, registered.Where(o => o.Domain == domain), pool, limit);
    }

    /// <inheritdoc/>
    /// <exception cref="CandidateFailedException">The library crashes, hangs, or returns an error other than ORT_NOT_IMPLEMENTED.</exception>
    /// <exception cref="WorkerStartException">No worker can be started.</exception>
    public Tensor[] Run(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        Require(problem);
        ModelRequest request = ModelRequest.Of(Model(problem), problem, inputs) with { CustomOps = _library.Path };
        return _pool.Run(request, _limit) switch
        {
            WorkerAnswer.Ran ran => [.. ran.Outputs],
            WorkerAnswer.Refused { Message: var message } when message.StartsWith(NotImplemented, StringComparison.Ordinal) =>
                throw new UnsupportedPoolingException(Name, message, "what the library implements"),
            WorkerAnswer.Refused refused => throw new CandidateFailedException(CandidateFailure.Refused, $"{Name} returns an error: {refused.Message}"),
            WorkerAnswer.TimedOut late => throw new CandidateFailedException(CandidateFailure.TimedOut, $"{Name} {Describe(late)}"),
            WorkerAnswer answer => throw new CandidateFailedException(CandidateFailure.Crashed, $"{Name} {Describe(answer)}"),
        };
    }

    static string ChooseDomain(CandidateLibrary library, IReadOnlyList<CustomOperator> registered)
    {
        if (registered.Count == 0) throw Invalid(library, "one that registers no operator", "one that registers pooling operators through the interface that it is handed");
        string[] domains = [.. registered.Where(o => s_known.Any(k => k.Name == o.Name) && o.Domain != OnnxAlias).Select(o => o.Domain).Distinct()];
        string found = $"one with {string.Join(", ", registered.Select(o => $"'{o.Name}' in domain '{o.Domain}'").Distinct().Take(8))}";
        if (library.Domain is { } wanted)
            return domains.Contains(wanted) ? wanted : throw Invalid(library, found, $"one with pooling operators in domain '{wanted}'");
        return domains.Length switch
        {
            0 => throw Invalid(library, found, $"one with pooling operators of ONNX's names, in any domain but '{OnnxAlias}'"),
            1 => domains[0],
            _ => throw Invalid(library, found, $"LIBRARY:DOMAIN with one of {string.Join(", ", domains.Select(d => $"'{(d.Length == 0 ? OnnxAlias : d)}'"))}"),
        };
    }

    void Require(Problem problem)
    {
        string name = problem.Operator.Name;
        if (!_operators.Contains(name))
            throw new UnsupportedPoolingException(Name, name, string.Join(", ", _operators.Select(o => o.Key)));
        if (problem.Layout != PoolLayout.Nchw)
            throw new UnsupportedPoolingException(Name, $"layout {problem.Layout.Name()}", PoolLayout.Nchw.Name());
        if (VersionFor(problem) > LatestOpset && _domain.Length == 0)
            throw new UnsupportedPoolingException(Name, $"opset {problem.Opset}", $"up to {LatestOpset} for operators in ONNX's own domain");
        long version = VersionFor(problem);
        CustomOperator[] atVersion = [.. _operators[name].Where(o => o.Start <= version && version <= o.End)];
        if (atVersion.Length == 0)
            throw new UnsupportedPoolingException(Name, $"{name} at version {version} of '{_domain}'", string.Join(", ", _operators[name].Select(o => $"{o.Start} to {o.End}").Distinct()));
        CustomOperator[] ofType = [.. atVersion.Where(o => o.Type is ElementType.Undefined || o.Type == problem.Type)];
        if (ofType.Length == 0)
            throw new UnsupportedPoolingException(Name, $"{name} of {problem.Type.Name()}", string.Join(", ", atVersion.Select(o => o.Type.Name()).Distinct()));
        // An optional input may be left out before one that is there.
        int inputs = problem.Version.Inputs.TakeWhile(i => i != problem.Inputs[^1]).Count() + 1;
        if (!ofType.Any(o => o.Outputs >= problem.Outputs.Count && o.Inputs >= inputs))
            throw new UnsupportedPoolingException(Name, $"{name} with {inputs} inputs and {problem.Outputs.Count} outputs", $"{ofType[0].Inputs} and {ofType[0].Outputs}");
    }

    ModelProto Model(Problem problem)
    {
        ModelProto model = ProblemModel.Build(problem);
        foreach (NodeProto node in model.Graph.Node) node.Domain = _domain;
        // No other domain: nothing is of it any more, and ONNX Runtime refuses opsets that are newer than itself.
        model.OpsetImport.Clear();
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = _domain, Version = VersionFor(problem) });
        return model;
    }

    /// <summary>The version of the library's domain in the model of a problem.</summary>
    long VersionFor(Problem problem) =>
        _domain.Length > 0 ? _library.Version : problem.Operator.Domain == _domain ? problem.Opset : LatestOpset;

    static string Describe(WorkerAnswer answer) => answer switch
    {
        WorkerAnswer.TimedOut late => FormattableString.Invariant($"does not return within {late.Limit.TotalSeconds} s"),
        _ => $"ends its process: {answer}",
    };

    static InvalidPoolingException Invalid(CandidateLibrary library, string found, string allowed) =>
        new($"candidate {library.Path}", Printable.Of(found), allowed);
}
