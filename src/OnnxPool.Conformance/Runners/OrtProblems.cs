using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>ONNX Runtime on single problems.</summary>
public static class OrtProblems
{
    /// <summary>Runs a problem as a model of one node.</summary>
    public static OrtOutcome Run(Problem problem, Tensor x)
    {
        try
        {
            using var session = new OrtSession(ModelFile.ToBytes(ProblemModel.Build(problem)), threads: 1);
            var feeds = new Dictionary<string, Tensor> { [ProblemModel.InputName] = x };
            return OrtOutcome.Ran(session.Run(feeds, problem.Outputs));
        }
        catch (OrtRefusedException e)
        {
            return OrtOutcome.Refused(e.Message);
        }
    }
}
