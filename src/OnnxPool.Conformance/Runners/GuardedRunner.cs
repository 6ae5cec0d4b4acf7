using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Code from elsewhere, held to what <see cref="IPoolRunner"/> says: outputs that were asked for, inputs left as they are.</summary>
/// <param name="runner">The code.</param>
sealed class GuardedRunner(IPoolRunner runner) : IPoolRunner
{
    public string Name => runner.Name;

    /// <exception cref="UnsupportedPoolingException">It does not have the problem.</exception>
    /// <exception cref="CandidateFailedException">It throws anything else, or does not keep to the interface.</exception>
    public Tensor[] Run(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        Tensor[] before = [.. inputs.Select(CaseVerifier.Copy)];
        Tensor?[]? outputs = Call(problem, inputs);
        if (outputs is null) throw Broken("gives null instead of outputs");
        if (outputs.Length != problem.Outputs.Count) throw Broken($"gives {outputs.Length} outputs instead of {problem.Outputs.Count}");
        int missing = Array.IndexOf(outputs, null);
        if (missing >= 0) throw Broken($"gives null for {problem.Outputs[missing]}");
        for (int i = 0; i < before.Length; i++)
            if (!IsSame(inputs[i], before[i])) throw Broken($"changes its input {problem.Inputs[i]}");
        return outputs!;
    }

    Tensor?[]? Call(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        try
        {
            return runner.Run(problem, inputs);
        }
        catch (Exception e) when (e is not (UnsupportedPoolingException or CandidateFailedException or OutOfMemoryException))
        {
            throw Broken(Printable.Of($"threw {e.GetType().Name}: {e.Message}"));
        }
    }

    static CandidateFailedException Broken(string message) => new(CandidateFailure.Misused, message);

    static bool IsSame(Tensor a, Tensor b) =>
        a.Bytes.SequenceEqual(b.Bytes) && (a.Type != ElementType.String || a.Strings.SequenceEqual(b.Strings));
}
