namespace OnnxPool.Conformance;

/// <summary>What ONNX Runtime did with a case: its outputs, or why it refused, or nothing, because it has no such operator.</summary>
/// <param name="Outputs">One for each output of the problem; null if it did not run.</param>
/// <param name="Refusal">Its message; null if it did not refuse.</param>
public sealed record OrtOutcome(IReadOnlyList<Tensor>? Outputs, string? Refusal)
{
    /// <summary>ONNX Runtime has no such operator: the oracle alone decides.</summary>
    public static OrtOutcome NoSuchOperator { get; } = new(null, null);

    /// <summary>ONNX Runtime ran.</summary>
    public static OrtOutcome Ran(IReadOnlyList<Tensor> outputs) => new(outputs, null);

    /// <summary>ONNX Runtime refused.</summary>
    public static OrtOutcome Refused(string message) => new(null, message);
}

/// <summary>
/// Judges one case. The oracle decides what is right; ONNX Runtime must agree with it too, unless a row of the divergence table
/// says how and why it does not.
/// </summary>
/// <param name="runner">Who is checked.</param>
/// <param name="divergences">What ONNX Runtime is known for.</param>
public sealed class CaseVerifier(IPoolRunner runner, DivergenceTable divergences)
{
    /// <summary>The verdict on every output.</summary>
    /// <param name="source">Model file or problem line, for the results.</param>
    /// <param name="name">The node, for the results.</param>
    /// <param name="problem">The case.</param>
    /// <param name="inputs">Its data: a tensor for each of <see cref="Problem.Inputs"/>.</param>
    /// <param name="runOrt">Has ONNX Runtime run it, as a problem of NCHW data; called once the problem is known to be valid.</param>
    /// <param name="recorded">For each output what a backend test has recorded for it, or null.</param>
    /// <exception cref="InvalidPoolingException">The problem is invalid.</exception>
    public IReadOnlyList<CheckResult> Verify(
        string source, string name, Problem problem, IReadOnlyList<Tensor> inputs, Func<Problem, IReadOnlyList<Tensor>, OrtOutcome> runOrt,
        IReadOnlyList<Tensor?>? recorded = null)
    {
        long[] shape = problem.OutputShape();
        problem.Version.Require(problem.Type);

        MemoryNeed.Require(problem.Type, problem.Shape, shape);

        var ordered = new ChannelsFirst(problem);
        Tensor[]? actual;
        try
        {
            // A copy: code that writes to its input must not change what the others are given.
            actual = runner.Run(problem, [.. inputs.Select(Copy)]) is { } outputs ? ordered.Outputs(outputs) : null;
        }
        catch (UnsupportedPoolingException e)
        {
            return Every(_ => (Verdict.Unsupported, e.Message, null, null));
        }
        catch (Exception e) when (runner is not OnnxPoolRunner)
        {
            // Code from elsewhere may throw anything; it has failed this case, not the run.
            return Every(_ => (Verdict.Failed, $"{runner.Name} threw {e.GetType().Name}: {e.Message}", null, null));
        }
        IReadOnlyList<Tensor> orderedInputs = ordered.Inputs(inputs);
        OrtOutcome ort = runOrt(ordered.Problem, orderedInputs);
        Expectation[] expected;
        try
        {
            expected = ReferenceRunner.Run(ordered.Problem, orderedInputs);
        }
        catch (UnsupportedPoolingException e)
        {
            return Every(_ => (Verdict.Unsupported, e.Message, null, null));
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            return Every(_ => (Verdict.Failed, $"{runner.Name} runs what the reference refuses: {e.Message}", null, null));
        }
        IReadOnlyList<Divergence> rows = divergences.Covering(ordered.Problem, orderedInputs[0], OrtSession.Version);
        // Code from elsewhere may also return what its signature denies.
        if (actual?.Length > expected.Length)
            return Every(_ => (Verdict.Failed, $"{runner.Name} gives {actual.Length} outputs instead of {expected.Length}", null, null));
        CheckResult[] results = Every(i => Judge(actual?.ElementAtOrDefault(i), expected[i], ort, i, rows));
        if (recorded is null) return results;
        Divergence? departure = divergences.OfRecorded(problem, inputs[0]) is [Divergence first, ..] ? first : null;
        return [.. results.Select((r, i) => recorded.Count > i && recorded[i] is { } record && actual?.ElementAtOrDefault(i) is { } own
            ? RecordedCheck.Add(r, own, expected[i], record, departure) : r)];

        CheckResult[] Every(Func<int, (Verdict Verdict, string Reason, OutputDifference? Difference, Divergence? Row)> judge) =>
            [.. problem.Outputs.Select((output, i) =>
            {
                (Verdict verdict, string reason, OutputDifference? difference, Divergence? row) = judge(i);
                return new CheckResult
                {
                    Source = source,
                    Node = name,
                    Output = problem.Outputs.Count == 1 ? "" : output,
                    Operator = problem.Version.ToString(),
                    Line = problem.ToString(),
                    InputShape = problem.Shape.ToArray(),
                    OutputShape = shape,
                    Verdict = verdict,
                    Reason = reason,
                    Difference = difference,
                    Row = row,
                    HasRuntime = problem.Operator.Domain == OperatorTable.StandardDomain,
                };
            })];
    }

    static Tensor Copy(Tensor x)
    {
        var copy = new Tensor(x.Type, x.Shape);
        x.Bytes.CopyTo(copy.Bytes);
        if (x.Type == ElementType.String) x.Strings.CopyTo(copy.Strings);
        return copy;
    }

    static bool Explains(Departure departure, OutputDifference difference) => departure switch
    {
        Departure.Shape => difference.Shape is not null,
        Departure.Values => difference.Shape is null,
        Departure.Differs => true,
        _ => false,
    };

    (Verdict, string, OutputDifference?, Divergence?) Judge(
        Tensor? actual, Expectation expected, OrtOutcome ort, int output, IReadOnlyList<Divergence> rows)
    {
        if (actual is null) return (Verdict.Failed, $"{runner.Name} gives no such output", null, null);
        OutputDifference oracle = expected.Check(actual);
        if (!oracle.IsAccepted) return (Verdict.Failed, $"{runner.Name} against the reference: {oracle.Describe()}", oracle, null);

        if (ort == OrtOutcome.NoSuchOperator) return (oracle.IsExact ? Verdict.Exact : Verdict.Within, "", oracle, null);
        if (ort.Refusal is not null)
        {
            Divergence? refusal = rows.FirstOrDefault(r => r.Departs is Departure.Refuses or Departure.Differs);
            return refusal is null
                ? (Verdict.Failed, $"ONNX Runtime refuses: {ort.Refusal}", oracle, null)
                : (Verdict.Divergence, refusal.Id, oracle, refusal);
        }

        OutputDifference difference = TensorComparison.Within(actual, ort.Outputs![output], expected.RuntimeBounds());
        if (!difference.IsAccepted)
        {
            Divergence? row = rows.FirstOrDefault(r => Explains(r.Departs, difference));
            return row is null
                ? (Verdict.Failed, $"{runner.Name} agrees with the reference, ONNX Runtime does not: {difference.Describe()}", difference, null)
                : (Verdict.Divergence, row.Id, difference, row);
        }
        if (rows.FirstOrDefault(r => r.Departs is Departure.Refuses or Departure.Shape) is { } stale)
            return (Verdict.Failed, $"the divergence row {stale.Id} no longer holds: ONNX Runtime {OrtSession.Version} agrees here", difference, stale);
        return (difference.IsExact ? Verdict.Exact : Verdict.Within, "", difference, null);
    }
}
