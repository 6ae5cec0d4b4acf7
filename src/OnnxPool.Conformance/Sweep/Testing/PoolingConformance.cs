namespace OnnxPool.Conformance;

/// <summary>
/// Tests pooling operators of anybody's, from anybody's tests: generated problems, judged by the oracle that is written from ONNX's text alone.
/// Neither OnnxPool's own operators nor ONNX Runtime take part.
/// </summary>
/// <remarks>A runner that throws, returns null, changes its input or gives other bits the second time has failed; nothing of it ends the test.</remarks>
public static class PoolingConformance
{
    /// <summary>Tests a runner on many problems and makes small what fails.</summary>
    /// <param name="runner">The operators under test; for a problem that they do not have, they throw an <see cref="UnsupportedPoolingException"/>.</param>
    /// <param name="options">Which problems; 2,000 of all operators if null.</param>
    /// <param name="interrupt">Ends the test early.</param>
    /// <exception cref="InvalidPoolingException">Options out of their range.</exception>
    public static PoolingConformanceResult Run(IPoolRunner runner, PoolingConformanceOptions? options = null, CancellationToken interrupt = default)
    {
        ArgumentNullException.ThrowIfNull(runner);
        options ??= new PoolingConformanceOptions();
        SweepJudge judge = JudgeOf(runner, options);
        (IReadOnlyList<Problem> problems, Coverage coverage) = options.Generate();
        SweepOutcome outcome = new Sweep(judge, options.Threads).Run(problems, coverage, interrupt: interrupt);
        return new PoolingConformanceResult(runner.Name, options, outcome, [.. ShrunkFailure.Of(outcome, judge, options.Shrunk, interrupt)]);
    }

    /// <summary>The problems of <see cref="Run"/>, for a test framework's source of test cases.</summary>
    /// <exception cref="InvalidPoolingException">Options out of their range.</exception>
    public static IEnumerable<Problem> Problems(PoolingConformanceOptions? options = null) => (options ?? new PoolingConformanceOptions()).Generate().Problems;

    /// <summary>Tests a runner on one problem, with the data that <see cref="Run"/> gives it.</summary>
    /// <param name="runner">The operators under test.</param>
    /// <param name="problem">A valid problem.</param>
    /// <param name="options">The seed of the data and the tolerance; null for the defaults.</param>
    /// <returns>Whether it was checked: false for a problem that the runner says it does not have.</returns>
    /// <exception cref="PoolingConformanceException">It is wrong; says in one line what and where.</exception>
    /// <exception cref="InvalidPoolingException">The problem is invalid.</exception>
    public static bool Check(IPoolRunner runner, Problem problem, PoolingConformanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(problem);
        options ??= new PoolingConformanceOptions();
        SweepResult result = JudgeOf(runner, options).Judge(0, problem);
        if (result.Worst is not { } worst) return result.Checked.Count > 0;
        string output = worst.Output.Length == 0 ? "" : $"{worst.Output}: ";
        throw new PoolingConformanceException($"{problem} (seed {options.Seed}): {runner.Name}: {output}{worst.Reason}");
    }

    /// <summary>Tests a runner on a problem with data and outputs that are given.</summary>
    /// <param name="runner">The operators under test.</param>
    /// <param name="problem">A valid problem.</param>
    /// <param name="inputs">A tensor for each of its inputs.</param>
    /// <param name="expected">A tensor for each of its outputs, in the order NCHW whatever the order of the data is.</param>
    /// <param name="tolerance">How far floating-point outputs may be off; if null, not at all. All NaNs are one value, the two zeros are two.</param>
    /// <returns>What is wrong, in one line; null if nothing is.</returns>
    public static string? Compare(
        IPoolRunner runner, Problem problem, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> expected, Tolerance? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(expected);
        if (expected.Count != problem.Outputs.Count)
            throw new ArgumentException($"{expected.Count} tensors for {problem.Outputs.Count} outputs", nameof(expected));
        var guarded = new GuardedRunner(runner);
        var ordered = new ChannelsFirst(problem);
        try
        {
            Tensor[] outputs = Outputs(), again = Outputs();
            for (int i = 0; i < outputs.Length; i++)
            {
                OutputDifference difference = (tolerance ?? Tolerance.Promise).Compare(expected[i], outputs[i]);
                if (!difference.IsAccepted) return $"{problem.Outputs[i]}: {difference.Describe()}";
                difference = TensorComparison.Bits(again[i], outputs[i]);
                if (!difference.IsExact) return $"{problem.Outputs[i]}: other bits the second time: {difference.Describe()}";
            }
            return null;
        }
        catch (Exception e) when (e is CandidateFailedException or UnsupportedPoolingException)
        {
            return e.Message;
        }

        Tensor[] Outputs() => ordered.Outputs(guarded.Run(problem, [.. inputs.Select(CaseVerifier.Copy)]));
    }

    static SweepJudge JudgeOf(IPoolRunner runner, PoolingConformanceOptions options) =>
        new(options.Seed, DivergenceTable.Standard, new GuardedRunner(runner), options.Tolerance, candidateAlone: true);
}
