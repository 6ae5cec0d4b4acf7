using OnnxPool.Conformance;

namespace OnnxPool.Tests.Corpus;

/// <summary>Every model of tests/models agrees with the oracle, and with ONNX Runtime but for the divergence table.</summary>
[TestFixture]
public class VerifiedModelTests
{
    static readonly string s_folder = Repository.PathOf("tests", "models");

    IReadOnlyList<(VerifyTarget Target, IReadOnlyList<CheckResult> Results)> _verified = [];

    [OneTimeSetUp]
    public void Verify()
    {
        var verifier = new ModelVerifier(new VerifyOptions());
        _verified =
        [
            .. VerifyTarget.Resolve(s_folder).Where(t => t.RealModel is null)
                .Select(t => (t, verifier.Verify(t.Source, t.Origin))),
        ];
    }

    [Test]
    public void No_model_fails() =>
        Assert.That(_verified.SelectMany(v => v.Results).Where(r => r.Verdict == Verdict.Failed).Select(r => $"{r.Line}: {r.Reason}"), Is.Empty);

    [Test]
    public void Every_model_has_a_result_for_every_output()
    {
        Dictionary<string, GeneratedModel> models = ModelManifest.Read(s_folder).ToDictionary(m => m.Name);
        foreach ((VerifyTarget target, IReadOnlyList<CheckResult> results) in _verified)
        {
            GeneratedModel model = models[Path.GetFileNameWithoutExtension(target.Source)];
            Assert.That(results, Has.Count.EqualTo(model.Chain.Sum(p => p.Outputs.Count)), model.Name);
        }
    }

    [Test]
    public void Nothing_is_left_unsupported() =>
        Assert.That(_verified.SelectMany(v => v.Results).Where(r => r.Verdict == Verdict.Unsupported).Select(r => r.Line), Is.Empty);

    [Test]
    public void Every_divergence_row_still_shows()
    {
        IEnumerable<string> seen = _verified.SelectMany(v => v.Results).Where(r => r.Verdict == Verdict.Divergence).Select(r => r.Row!.Id);
        IEnumerable<string> rows = DivergenceTable.Standard.Rows.Where(r => r.IsOfPlainRuntime && r.Versions.Contains(OrtSession.Version)).Select(r => r.Id);
        Assert.That(rows.Except(seen), Is.Empty, "rows that no model of tests/models shows: remove them, or add the model");
    }
}
