namespace OnnxPool.Conformance;

/// <summary>ONNX Runtime on single problems.</summary>
public static class OrtProblems
{
    /// <summary>Runs a problem as a model of one node. Of this project's own domain ONNX Runtime has no operators.</summary>
    public static OrtOutcome Run(Problem problem, IReadOnlyList<Tensor> inputs) =>
        With(problem, inputs, run => run());

    /// <summary>Runs a problem twice in one session.</summary>
    public static (OrtOutcome First, OrtOutcome Second) RunTwice(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        OrtOutcome? second = null;
        OrtOutcome first = With(problem, inputs, run =>
        {
            OrtOutcome once = run();
            second = run();
            return once;
        });
        return (first, second ?? first);
    }

    static OrtOutcome With(Problem problem, IReadOnlyList<Tensor> inputs, Func<Func<OrtOutcome>, OrtOutcome> use)
    {
        if (problem.Operator.Domain != OperatorTable.StandardDomain) return OrtOutcome.NoSuchOperator;
        try
        {
            ModelRequest request = ModelRequest.Of(problem, inputs);
            using var session = new OrtSession(request.Model, threads: 1);
            return use(() => OrtOutcome.Ran(session.Run(request.Feeds, request.Outputs)));
        }
        catch (OrtRefusedException e)
        {
            return OrtOutcome.Refused(e.Message);
        }
    }
}
