using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>ONNX Runtime on single problems.</summary>
public static class OrtProblems
{
    /// <summary>Runs a problem as a model of one node. Of this project's own domain ONNX Runtime has no operators.</summary>
    public static OrtOutcome Run(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        if (problem.Operator.Domain != OperatorTable.StandardDomain) return OrtOutcome.NoSuchOperator;
        try
        {
            using var session = new OrtSession(ModelFile.ToBytes(ProblemModel.Build(problem)), threads: 1);
            // A constant input is part of the model.
            var feeds = problem.Inputs.Zip(inputs).Where(p => p.First != Problem.OutputShapeInput).ToDictionary(p => p.First, p => p.Second);
            return OrtOutcome.Ran(session.Run(feeds, problem.Outputs));
        }
        catch (OrtRefusedException e)
        {
            return OrtOutcome.Refused(e.Message);
        }
    }
}
