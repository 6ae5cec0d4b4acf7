using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>What came of one backend test.</summary>
/// <param name="Folder">The test.</param>
/// <param name="NotOurs">Why it is a test neither of pooling nor of operators that are said in others; null if it is one.</param>
/// <param name="Results">A result for each output that was checked, of every data set that could be read.</param>
/// <param name="Errors">What could not be read, one line each.</param>
public sealed record BackendResult(BackendFolder Folder, string? NotOurs, IReadOnlyList<CheckResult> Results, IReadOnlyList<string> Errors)
{
    /// <summary>The verdict on the whole folder, of all results the one that weighs most: failed, divergence, unsupported, within, exact.</summary>
    public Verdict Verdict
    {
        get
        {
            Verdict[] order = [Verdict.Failed, Verdict.Divergence, Verdict.Unsupported, Verdict.Within];
            foreach (Verdict verdict in order)
                if (Results.Any(r => r.Verdict == verdict)) return verdict;
            return Verdict.Exact;
        }
    }
}

/// <summary>
/// Runs backend tests. In a model of pooling nodes alone, each node is computed and held against the oracle, ONNX Runtime and
/// the recorded output; any other model with pooling nodes runs in ONNX Runtime on the recorded inputs, and its pooling nodes are checked there. Of a model with
/// operators that ONNX Runtime runs as others (<see cref="VerifyOptions.Lowering"/>) every output is held against the recorded one.
/// </summary>
/// <param name="options">Who is checked, and which node.</param>
public sealed class BackendVerifier(VerifyOptions options)
{
    readonly ModelVerifier _models = new(options);

    /// <summary>Checks a folder. What cannot be read becomes an error of the result.</summary>
    public BackendResult Verify(BackendFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var results = new List<CheckResult>();
        var errors = new List<string>();
        try
        {
            LoweredModel model = LoweredModel.Read(folder.ModelPath, options.Lowering);
            NodePlace[] ours = [.. GraphNodes.Of(model.Model).Where(ModelVerifier.IsPooling), .. model.Nodes];
            if (ours.Length == 0) return new BackendResult(folder, OtherOperators(model.Model), [], []);
            IReadOnlyList<string> sets = folder.DataSets;
            if (sets.Count == 0)
                throw new InvalidModelException(folder.Path, null, $"{BackendFolder.DataSetPrefix}*: found no such folder; allowed: at least one");
            foreach (string set in sets)
                results.AddRange(VerifySet(folder, set, sets.Count > 1, model, ours, errors));
        }
        catch (Exception e) when (IsAboutTheFolder(e))
        {
            errors.Add(e.Message);
        }
        return new BackendResult(folder, null, results, errors);
    }

    IEnumerable<CheckResult> VerifySet(
        BackendFolder folder, string set, bool isOneOfSeveral, LoweredModel model, NodePlace[] ours, List<string> errors)
    {
        try
        {
            BackendDataSet data = BackendDataSet.Read(set, model.Original.Graph);
            string name = isOneOfSeveral ? Path.GetFileName(set) : "";
            return Check().Select(r => r with { Source = folder.Path, DataSet = name });

            IReadOnlyList<CheckResult> Check()
            {
                try
                {
                    return
                    [
                        .. _models.Verify(folder.ModelPath, model.Model, data.Recorded, () => data.Feeds),
                        .. new LoweredOutputs(folder.ModelPath, model, options).Verify(data),
                    ];
                }
                catch (InvalidModelException e) when (e.InnerException is OrtRefusedException refusal)
                {
                    return [.. ours.Select(p => ModelVerifier.NotChecked(folder.Path, p, $"ONNX Runtime does not run the model around it: {refusal.Message}"))];
                }
            }
        }
        catch (Exception e) when (IsAboutTheFolder(e))
        {
            errors.Add(e.Message);
            return [];
        }
    }

    static bool IsAboutTheFolder(Exception e) => e is InvalidModelException or PoolingException or IOException or UnauthorizedAccessException;

    static string OtherOperators(ModelProto model)
    {
        const int Shown = 4;
        string[] types = [.. model.Graph.Node.Select(n => n.OpType).Distinct()];
        string names = string.Join(", ", types.Take(Shown)) + (types.Length > Shown ? $" and {types.Length - Shown} more" : "");
        return types.Length == 0 ? "no nodes" : $"no pooling node: {names}";
    }
}
