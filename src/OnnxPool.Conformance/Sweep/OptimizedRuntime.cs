using Microsoft.ML.OnnxRuntime;
using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>
/// ONNX Runtime with all its graph optimizations, in child processes, because these have ended the process on pooled models. Besides the model
/// of the problem alone, float problems with two spatial axes run behind a convolution that changes nothing, with as many channels as ONNX
/// Runtime's blocked layout takes: only there its pooling kernels of that layout come in.
/// </summary>
/// <param name="pool">The child processes.</param>
/// <param name="limit">How long one run may take.</param>
public sealed class OptimizedRuntime(WorkerPool pool, TimeSpan limit)
{
    const string Name = "ONNX Runtime, optimized";
    const string Behind = "ONNX Runtime, optimized, behind Conv";

    /// <summary>Whether findings call ONNX Runtime with optimizations so.</summary>
    public static bool IsCalled(string who) => who is Name or Behind;

    // Channels of a block: 8 or 16, depending on the processor.
    const int Block = 16;

    /// <summary>The problem with as many channels as the blocked layout takes; null if that layout has no kernel for it.</summary>
    internal static Problem? Blocked(Problem problem)
    {
        bool fits = problem is { Type: ElementType.Float, Operator: MaxPool or AveragePool or GlobalAveragePool or GlobalMaxPool, Layout: PoolLayout.Nchw, Outputs.Count: 1 }
            && problem.Shape.Length == 4 && problem.Opset <= OrtOpset;
        if (!fits) return null;
        long[] shape = problem.Shape.ToArray();
        if (shape[1] == 0 || shape[1] % Block != 0) shape[1] = Block;
        return problem.With(shape: shape);
    }

    // The newest opset that this ONNX Runtime knows; newer models are refused before they are optimized.
    const int OrtOpset = 26;

    /// <summary>The model of the problem alone.</summary>
    internal void Judge(JudgedCase judged, Tensor[] own, IReadOnlyList<Divergence> rows)
    {
        Problem problem = judged.Ordered.Problem;
        if (problem.Operator.Domain == OperatorTable.StandardDomain)
            Judge(judged, Name, own, rows, ModelRequest.Of(problem, judged.OrderedInputs));
    }

    /// <summary>The problem behind a convolution.</summary>
    internal void JudgeBehind(JudgedCase judged, Tensor[] own, IReadOnlyList<Divergence> rows) =>
        Judge(judged, Behind, own, rows, ModelRequest.Of(BehindConvolution(judged.Problem), judged.Problem, judged.OrderedInputs));

    /// <summary>−0 as +0: a convolution starts its sums from +0, so that it would lose the sign.</summary>
    internal static Tensor WithoutNegativeZeros(Tensor x)
    {
        Tensor copy = CaseVerifier.Copy(x);
        foreach (ref float value in copy.Values<float>()) value += 0f;
        return copy;
    }

    void Judge(JudgedCase judged, string who, Tensor[] own, IReadOnlyList<Divergence> rows, ModelRequest request)
    {
        judged.Checked.Add(who);
        switch (pool.Run(request with { Optimization = GraphOptimizationLevel.ORT_ENABLE_ALL }, limit))
        {
            case WorkerAnswer.Ran ran:
                judged.HoldRuntime(who, own, OrtOutcome.Ran(ran.Outputs), rows);
                break;
            case WorkerAnswer.Refused refused:
                judged.HoldRuntime(who, own, OrtOutcome.Refused(refused.Message), rows);
                break;
            case WorkerAnswer.TimedOut late:
                judged.Add(SweepVerdict.Crashed, who, FormattableString.Invariant($"does not return within {late.Limit.TotalSeconds} s"));
                break;
            case WorkerAnswer answer:
                judged.Add(SweepVerdict.Crashed, who, $"ends its process: {answer}");
                break;
        }
    }

    static ModelProto BehindConvolution(Problem problem)
    {
        long channels = problem.Shape[1];
        var weights = new Tensor(ElementType.Float, [channels, 1, 1, 1]);
        weights.Values<float>().Fill(1);
        var builder = new ModelBuilder(problem.Opset);
        builder.Input("X", problem.Type, problem.Shape);
        builder.Initializer("W", weights);
        builder.Node("Conv", ["X", "W"], ["convolved"], [KeyValuePair.Create("group", AttributeValue.Of(channels)), KeyValuePair.Create("kernel_shape", AttributeValue.Of([1, 1]))]);
        builder.Node(problem.Operator.Name, ["convolved"], [problem.Outputs[0]], problem.Attributes);
        return builder.Output(problem.Outputs[0], problem.Type).Build();
    }
}
