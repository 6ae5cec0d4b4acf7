using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;
using OnnxPool.Plugin;

namespace OnnxPool.Conformance;

/// <summary>
/// Backend tests of operators that ONNX Runtime does not have: it runs the model in operators that it has, and each output is held against the recorded one.
/// </summary>
/// <param name="path">The model's file.</param>
/// <param name="model">What it holds.</param>
/// <param name="options">Which node, who says other operators, what recorded outputs are known for.</param>
sealed class LoweredOutputs(string path, LoweredModel model, VerifyOptions options)
{
    readonly NodePlace[] _nodes = [.. GraphNodes.Of(model.Original).Where(p => p.Kind == PlaceKind.Main)];

    /// <summary>A result for each recorded output but those of pooling nodes, which have theirs.</summary>
    /// <exception cref="InvalidModelException">ONNX Runtime does not run the model.</exception>
    public IEnumerable<CheckResult> Verify(BackendDataSet data)
    {
        if (model.Nodes.Count == 0) yield break;
        Dictionary<string, Tensor> outputs = Run(model.Model, data);
        foreach ((string name, Tensor recorded) in data.Recorded)
        {
            NodePlace? place = _nodes.FirstOrDefault(p => p.Node.Output.Contains(name));
            if (place is null || ModelVerifier.IsPooling(place) || (options.Node is not null && !ModelVerifier.IsAsked(place.Display, options.Node))) continue;
            Tensor actual = outputs[name];
            OutputDifference difference = RecordedCheck.Compare(actual, recorded);
            Divergence? row = difference.IsAccepted ? null : Explain(place, name, data);
            yield return new CheckResult
            {
                Source = path,
                Node = place.Display,
                Output = place.Node.Output.Count > 1 ? name : "",
                Operator = place.Operator,
                Line = "",
                OutputShape = actual.Shape.ToArray(),
                Verdict = difference.IsExact ? Verdict.Exact : difference.IsAccepted ? Verdict.Within : row is null ? Verdict.Failed : Verdict.Divergence,
                Reason = difference.IsAccepted ? "" : row?.Id ?? $"the recorded output is another: {difference.Describe()}",
                Tolerance = RecordedCheck.Tolerance,
                Difference = difference,
                Row = row,
                LoweredFrom = options.Lowering!.Domain,
            };
        }
    }

    // A row counts only if with the node that it speaks of the recorded output is what comes out.
    Divergence? Explain(NodePlace place, string output, BackendDataSet data) => options.Divergences.Rows.FirstOrDefault(row =>
        row.Departs == Departure.Recorded && row.Operators.Any(o => o.Name == $"{place.Domain}.{place.Node.OpType}")
        && RecordedMistakes.Apply(row.Condition, place.Node) is { } meant && RecordedCheck.Compare(Run(Lower(With(place, meant)), data)[output], data.Recorded[output]).IsAccepted);

    ModelProto With(NodePlace place, NodeProto meant)
    {
        ModelProto changed = model.Original.Clone();
        changed.Graph.Node[place.Index] = meant;
        return changed;
    }

    ModelProto Lower(ModelProto changed) => LoweredModel.Of(path, changed, options.Lowering).Model;

    Dictionary<string, Tensor> Run(ModelProto lowered, BackendDataSet data)
    {
        string[] outputs = [.. data.Recorded.Keys];
        try
        {
            using var session = new OrtSession(ModelFile.ToBytes(lowered), new OrtSettings
            {
                Configure = ModelVerifier.NeedsOwn(lowered) ? o => o.UseOnnxPool(own => own.Claim = ClaimPolicy.Always) : null,
            });
            return outputs.Zip(session.Run(data.Feeds, outputs)).ToDictionary();
        }
        catch (OrtRefusedException e)
        {
            throw ModelVerifier.Refused(path, data.Feeds, e);
        }
    }
}
