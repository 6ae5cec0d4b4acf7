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

    static CheckResult Check(CheckResult result, VerifyOptions options)
    {
        var problem = Problem.Parse(result.Line);
        // A node has no data of its own, so that it may as well have some that tie.
        if (problem.Forward.Operator.Name is "MaxPool" or "GlobalMaxPool" && result.Source != result.Line)
            problem = Problem.Parse($"{result.Line} data={DataKinds.Name(DataKind.Ties)}");
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
            Source = result.Source,
            DataSet = result.DataSet,
            Node = result.Node,
            Output = "dX",
            Operator = $"{problem.Forward.Operator.Name}Grad",
            Line = problem.ToString(),
            InputShape = problem.Forward.OutputShape(),
            OutputShape = problem.Shape.ToArray(),
            Verdict = check?.Verdict ?? Verdict.Unsupported,
            Reason = check?.Reason ?? refusal,
            Gradient = check,
        };
    }
}
