using OnnxPool.Conformance;

namespace OnnxPool.Tests.Corpus;

/// <summary>The published models of tests/models/real-models.txt, whole through ONNX Runtime.</summary>
[TestFixture]
public class RealModelTests
{
    static readonly RealModels s_list = RealModels.Read(Repository.PathOf("tests", "models"));

    static IEnumerable<TestCaseData> Cases => s_list.Models.Select(m => new TestCaseData(m).SetArgDisplayNames(m.Name));

    [TestCaseSource(nameof(Cases))]
    public void Every_pooling_node_agrees(RealModel model)
    {
        string path = s_list.Fetch(model, TestContext.Progress.WriteLine);
        IReadOnlyList<CheckResult> results = new ModelVerifier(new VerifyOptions { Seed = 3 }).Verify(path);
        Assert.That(results, Is.Not.Empty);
        Assert.That(results.Select(r => r.Verdict), Has.All.EqualTo(Verdict.Exact).Or.EqualTo(Verdict.Within));
    }

    [TestCase("pp-ocr-cls", "MaxPool", "GlobalAveragePool")]
    [TestCase("pp-ocr-rec", "AveragePool", "GlobalAveragePool")]
    [TestCase("pp-ocr-det", "GlobalAveragePool")]
    public void A_model_has_the_operators_that_it_is_listed_for(string name, params string[] operators)
    {
        RealModel model = s_list.Models.Single(m => m.Name == name);
        IReadOnlyList<CheckResult> results = new ModelVerifier(new VerifyOptions()).Verify(s_list.Fetch(model, TestContext.Progress.WriteLine));
        Assert.That(results.Select(r => r.Operator.Split('-')[0]).Distinct(), Is.EquivalentTo(operators));
    }
}
