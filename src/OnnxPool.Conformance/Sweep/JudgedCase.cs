namespace OnnxPool.Conformance;

/// <summary>A problem with its data and the oracle's answer, while parties are held against it.</summary>
public sealed class JudgedCase
{
    readonly IReadOnlyList<Tensor> _inputs;
    readonly List<SweepFinding> _findings = [];
    readonly Dictionary<string, double> _maxUlp = [];
    readonly Lazy<Expectation[]> _expected;

    internal JudgedCase(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        Problem = problem;
        _inputs = inputs;
        Ordered = new ChannelsFirst(problem);
        OrderedInputs = Ordered.Inputs(inputs);
        _expected = new Lazy<Expectation[]>(() => ReferenceRunner.Run(Ordered.Problem, OrderedInputs));
    }

    /// <summary>The problem.</summary>
    public Problem Problem { get; }

    internal ChannelsFirst Ordered { get; }

    internal IReadOnlyList<Tensor> OrderedInputs { get; }

    /// <summary>The parties so far.</summary>
    internal List<string> Checked { get; } = [];

    /// <summary>The outputs of a party, as those of NCHW data.</summary>
    internal Tensor[] Run(IPoolRunner runner) => Ordered.Outputs(runner.Run(Problem, [.. _inputs.Select(CaseVerifier.Copy)]));

    /// <summary>Adds a finding.</summary>
    internal void Add(SweepVerdict verdict, string who, string reason, int? output = null, OutputDifference? difference = null, Divergence? row = null) =>
        _findings.Add(new SweepFinding(verdict, who, reason, Problem, output is { } i && Problem.Outputs.Count > 1 ? Problem.Outputs[i] : "", difference, row));

    /// <summary>Holds the outputs of a party against the oracle.</summary>
    internal void Hold(string who, Tensor[] outputs, Func<Expectation, Tensor, OutputDifference> check)
    {
        Checked.Add(who);
        double ulp = 0;
        for (int i = 0; i < _expected.Value.Length; i++)
        {
            OutputDifference difference = check(_expected.Value[i], outputs[i]);
            ulp = Math.Max(ulp, difference.MaxUlp);
            if (!difference.IsAccepted)
                Add(SweepVerdict.Failed, who, $"against the reference, which is written from ONNX's text alone: {difference.Describe()}", i, difference);
        }
        _maxUlp[who] = ulp;
    }

    /// <summary>Holds ONNX Runtime against outputs of ours; where these are wrong, they have been found so already.</summary>
    internal void HoldRuntime(string who, Tensor[] own, OrtOutcome outcome, IReadOnlyList<Divergence> rows)
    {
        for (int i = 0; i < own.Length; i++)
        {
            OutputDifference oracle = _expected.Value[i].Check(own[i]);
            if (!oracle.IsAccepted) return;
            (Verdict verdict, string reason, OutputDifference? difference, Divergence? row) =
                RuntimeCheck.Judge("OnnxPool", own[i], _expected.Value[i], outcome, i, rows, oracle);
            if (verdict == Verdict.Divergence) Add(SweepVerdict.Divergence, who, reason, i, difference, row);
            else if (verdict == Verdict.Failed) Add(SweepVerdict.Failed, row is null ? who : "divergence table", reason, i, difference, row);
            if (outcome.Refusal is not null) return;
        }
    }

    /// <summary>The same input must give the same bits.</summary>
    internal void RequireSame(string who, IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second)
    {
        for (int i = 0; i < first.Count; i++)
        {
            OutputDifference difference = TensorComparison.Bits(second[i], first[i]);
            if (!difference.IsExact) Add(SweepVerdict.Unstable, who, $"other bits the second time: {difference.Describe()}", i, difference);
        }
    }

    internal SweepResult Result(int index) => new(index, Problem, _findings, Checked, _maxUlp);
}
