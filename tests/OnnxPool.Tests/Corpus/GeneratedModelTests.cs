using OnnxPool.Conformance;
using OnnxPool.Onnx;

namespace OnnxPool.Tests.Corpus;

/// <summary>The models of tests/models are what their manifest says.</summary>
[TestFixture]
public class GeneratedModelTests
{
    static readonly string s_folder = Repository.PathOf("tests", "models");

    static IEnumerable<GeneratedModel> Models => ModelManifest.Read(s_folder);

    static IEnumerable<TestCaseData> Cases => Models.Select(m => new TestCaseData(m).SetArgDisplayNames(m.Name));

    [TestCaseSource(nameof(Cases))]
    public void A_model_is_built_again_byte_for_byte(GeneratedModel model)
    {
        byte[] bytes = ModelFile.ToBytes(ProblemModel.BuildChain(model.Chain));
        string path = Path.Combine(s_folder, model.Name + ".onnx");
        if (Environment.GetEnvironmentVariable("ONNXPOOL_UPDATE_MODELS") == "1") File.WriteAllBytes(path, bytes);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(bytes));
    }

    [Test]
    public void Every_model_file_stands_in_the_manifest() =>
        Assert.That(
            Directory.EnumerateFiles(s_folder, "*.onnx").Select(Path.GetFileNameWithoutExtension),
            Is.EquivalentTo(Models.Select(m => m.Name)));

    [Test]
    public void There_are_models_for_every_version_of_every_operator()
    {
        IEnumerable<string> covered = Models.SelectMany(m => m.Chain).Select(p => p.Version.ToString()).Distinct();
        IEnumerable<string> all = OperatorTable.All.SelectMany(o => o.Versions).Select(v => v.ToString());
        Assert.That(all.Except(covered), Is.Empty);
        Assert.That(Models.Count(), Is.GreaterThanOrEqualTo(80));
    }

    [Test]
    public void Every_attribute_of_the_newest_versions_is_set_somewhere()
    {
        foreach (PoolOperator op in OperatorTable.All)
        {
            IEnumerable<string> set = Models.SelectMany(m => m.Chain).Where(p => p.Operator == op).SelectMany(p => p.Attributes.Select(a => a.Key));
            Assert.That(op.Versions[^1].Attributes.Select(a => a.Name).Except(set), Is.Empty, op.Name);
        }
    }
}
