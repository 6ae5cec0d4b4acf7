namespace OnnxPool.Conformance;

/// <summary>Gradient checks beside the results of a verification: one for each node, on its problem line.</summary>
public static class GradientVerifier
{
    /// <summary>The results, and behind those of each node one for its gradient.</summary>
    /// <param name="results">Results of problem lines or models; nodes that were not checked have no line and no gradient.</param>
    /// <param name="options">Seed and runner.</param>
    public static IEnumerable<CheckResult> Add(IReadOnlyList<CheckResult> results, VerifyOptions options)
    {
        for (int i = 0; i < results.Count; i++)
        {
            CheckResult result = results[i];
            yield return result;
            bool isLast = i + 1 == results.Count || Key(results[i + 1]) != Key(result);
            if (isLast && result.Line.Length > 0) yield return Check(result, options);
        }
    }

    static (string, string, string) Key(CheckResult result) => (result.Source, result.DataSet, result.Node);

    static CheckResult Check(CheckResult forward, VerifyOptions options)
    {
        var problem = Problem.Parse(forward.Line);
        GradientCheckResult? check = null;
        string refusal = "";
        try
        {
            check = GradientCheck.Run(problem, new GradientCheckOptions { Seed = options.Seed, Runner = options.GradientRunner });
        }
        catch (PoolingException e)
        {
            refusal = e.Message;
        }
        return new CheckResult
        {
            Source = forward.Source,
            DataSet = forward.DataSet,
            Node = forward.Node,
            Output = "dX",
            Operator = $"{problem.Operator.Name}Grad",
            Line = forward.Line,
            InputShape = forward.OutputShape,
            OutputShape = forward.InputShape,
            Verdict = check?.Verdict ?? Verdict.Unsupported,
            Reason = check?.Reason ?? refusal,
            Gradient = check,
        };
    }
}
