using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>ONNX Runtime on single problems.</summary>
public static class OrtProblems
{
    /// <summary>Runs a problem as a model of one node.</summary>
    public static OrtOutcome Run(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        try
        {
            using var session = new OrtSession(ModelFile.ToBytes(ProblemModel.Build(problem)), threads: 1);
            // A constant input is part of the model.
            var feeds = problem.FedInputs.Zip(inputs).ToDictionary(p => p.First, p => p.Second);
            return OrtOutcome.Ran(session.Run(feeds, problem.Outputs));
        }
        catch (OrtRefusedException e)
        {
            return OrtOutcome.Refused(e.Message);
        }
    }
}
