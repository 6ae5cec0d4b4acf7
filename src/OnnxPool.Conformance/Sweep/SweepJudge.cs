namespace OnnxPool.Conformance;

/// <summary>
/// Judges one problem of a sweep: every kernel of ours that takes it, ONNX Runtime, and a candidate are held against the oracle, each of them
/// twice, because the same input must give the same bits.
/// </summary>
/// <param name="seed">Seed of the data.</param>
/// <param name="divergences">What ONNX Runtime is known for.</param>
/// <param name="candidate">Whose operators are tested; null for nobody's.</param>
/// <param name="tolerance">How far the candidate may be off.</param>
/// <param name="optimized">Runs a problem in ONNX Runtime with its graph optimizations; null where they are not tested.</param>
/// <param name="candidateAlone">Whether only the candidate is held against the oracle, and nobody else runs.</param>
public sealed class SweepJudge(
    long seed, DivergenceTable divergences, IPoolRunner? candidate = null, Tolerance? tolerance = null, OptimizedRuntime? optimized = null,
    bool candidateAlone = false)
{
    /// <summary>What findings call ONNX Runtime without optimizations.</summary>
    public const string Runtime = "ONNX Runtime";

    readonly OnnxPoolRunner _own = new();

    /// <summary>Fails early for a problem that cannot be judged.</summary>
    /// <exception cref="InvalidPoolingException">The problem is invalid, its data has no place in the output, or it is too large.</exception>
    public static void Require(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long[] output = problem.OutputShape();
        problem.Version.Require(problem.Type);
        MemoryNeed.Require(problem.Type, problem.Shape, output);
        if (problem.Operator is MaxUnpool && Shapes.ElementCount(problem.Shape) > 0 && Shapes.ElementCount(output) == 0)
            throw new InvalidPoolingException("output", $"shape {Shapes.Format(output)}", "a place for each element of X");
    }

    /// <summary>Judges a problem.</summary>
    /// <param name="index">Its number in the sweep.</param>
    /// <param name="problem">A valid problem.</param>
    /// <exception cref="InvalidPoolingException">The problem is invalid, or too large.</exception>
    public SweepResult Judge(int index, Problem problem)
    {
        Require(problem);
        var judged = new JudgedCase(problem, ProblemData.Inputs(problem, seed));
        Tensor[]? own = candidateAlone ? null : JudgeOwn(judged);
        if (own is not null)
        {
            IReadOnlyList<Divergence> rows = RowsFor(judged);
            JudgeRuntime(judged, own, rows);
            optimized?.Judge(judged, own, OptimizedRowsFor(judged));
        }
        if (candidate is not null) JudgeCandidate(judged, candidate);
        SweepResult result = judged.Result(index);
        return optimized is not null && OptimizedRuntime.Blocked(problem) is { } blocked ? result.With(JudgeBlocked(index, blocked)) : result;
    }

    /// <summary>Seed of the data.</summary>
    internal long Seed => seed;

    /// <summary>A judge of one of the parties of this one, with data of another seed; who does not bear on that party does not run.</summary>
    internal SweepJudge About(string who, long dataSeed) => who == candidate?.Name
        ? new SweepJudge(dataSeed, divergences, candidate, tolerance, candidateAlone: true)
        : new SweepJudge(dataSeed, divergences, optimized: optimized);

    SweepResult JudgeBlocked(int index, Problem blocked)
    {
        var judged = new JudgedCase(blocked, [OptimizedRuntime.WithoutNegativeZeros(ProblemData.Create(blocked, seed))]);
        optimized!.JudgeBehind(judged, judged.Run(_own), OptimizedRowsFor(judged));
        return judged.Result(index);
    }

    IReadOnlyList<Divergence> OptimizedRowsFor(JudgedCase judged) =>
        divergences.CoveringOptimized(judged.Ordered.Problem, judged.OrderedInputs[0], OrtSession.Version);

    IReadOnlyList<Divergence> RowsFor(JudgedCase judged) =>
        divergences.Covering(judged.Ordered.Problem, judged.OrderedInputs[0], OrtSession.Version);

    /// <summary>Our operators, first by the kernel that they choose, then by every other one that takes the problem.</summary>
    Tensor[]? JudgeOwn(JudgedCase judged)
    {
        Tensor[] own;
        IReadOnlyList<string> kernels;
        try
        {
            using var scope = new KernelScope();
            own = judged.Run(_own);
            kernels = [.. scope.Accepting.Distinct()];
            judged.RequireSame(_own.Name, own, judged.Run(_own));
        }
        catch (UnsupportedPoolingException e)
        {
            judged.Add(SweepVerdict.Unsupported, _own.Name, e.Message);
            return null;
        }
        judged.Hold(_own.Name, own, (expected, actual) => expected.Check(actual));
        foreach (string kernel in kernels.Skip(1))
        {
            using var scope = new KernelScope(kernel);
            Tensor[] other = judged.Run(_own);
            judged.Checked.Add(kernel);
            for (int i = 0; i < own.Length; i++)
            {
                OutputDifference difference = TensorComparison.Bits(other[i], own[i]);
                if (!difference.IsExact)
                    judged.Add(SweepVerdict.Failed, $"kernel {kernel}", $"other bits than kernel {kernels[0]}: {difference.Describe()}", i, difference);
            }
        }
        return own;
    }

    static void JudgeRuntime(JudgedCase judged, Tensor[] own, IReadOnlyList<Divergence> rows)
    {
        (OrtOutcome first, OrtOutcome second) = OrtProblems.RunTwice(judged.Ordered.Problem, judged.OrderedInputs);
        if (first == OrtOutcome.NoSuchOperator) return;
        judged.Checked.Add(Runtime);
        if (first.Outputs is { } outputs && second.Outputs is { } again) judged.RequireSame(Runtime, outputs, again);
        judged.HoldRuntime(Runtime, own, first, rows);
    }

    void JudgeCandidate(JudgedCase judged, IPoolRunner tested)
    {
        try
        {
            Tensor[] outputs = judged.Run(tested);
            if (outputs.Length < judged.Problem.Outputs.Count)
            {
                judged.Checked.Add(tested.Name);
                judged.Add(SweepVerdict.Failed, tested.Name, $"gives {outputs.Length} outputs instead of {judged.Problem.Outputs.Count}");
                return;
            }
            judged.RequireSame(tested.Name, outputs, judged.Run(tested));
            judged.Hold(tested.Name, outputs, (tolerance ?? Tolerance.Promise).Check);
        }
        catch (UnsupportedPoolingException)
        {
            // What it does not have is not its failure; the count of those that it was checked on says how much that is.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Code from elsewhere may throw anything; it has failed this problem, not the sweep.
            judged.Checked.Add(tested.Name);
            judged.Add(SweepVerdict.Failed, tested.Name, e is CandidateFailedException ? e.Message : $"threw {e.GetType().Name}: {e.Message}");
        }
    }
}
