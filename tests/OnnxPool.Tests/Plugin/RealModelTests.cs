using Microsoft.ML.OnnxRuntime;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;
using OnnxPool.Plugin;

namespace OnnxPool.Tests.Plugin;

/// <summary>The published models of tests/models/real-models.txt give what they give without us.</summary>
[TestFixture]
public class RealModelTests
{
    static readonly RealModels s_list = RealModels.Read(Repository.PathOf("tests", "models"));

    static IEnumerable<TestCaseData> Cases => s_list.Models.Select(m => new TestCaseData(m).SetArgDisplayNames(m.Name));

    [TestCaseSource(nameof(Cases))]
    public void A_model_gives_what_ONNX_Runtime_alone_gives(RealModel model)
    {
        string path = s_list.Fetch(model, TestContext.Progress.WriteLine);
        ModelProto proto = ModelFile.Read(path);
        Dictionary<string, Tensor> feeds = ModelInputs.Create(path, proto, new VerifyOptions { Seed = 5 });
        string[] outputs = [.. proto.Graph.Output.Select(o => o.Name)];
        var statistics = new OnnxPoolStatistics();
        using var alone = new OrtSession(ModelFile.ToBytes(proto), new OrtSettings { Optimization = GraphOptimizationLevel.ORT_ENABLE_ALL });
        using var ours = new OrtSession(ModelFile.ToBytes(proto), new OrtSettings
        {
            Optimization = GraphOptimizationLevel.ORT_ENABLE_ALL,
            Configure = options => options.UseOnnxPool(o => (o.Claim, o.Statistics) = (ClaimPolicy.Always, statistics)),
        });
        IReadOnlyList<Tensor> expected = alone.Run(feeds, outputs), found = ours.Run(feeds, outputs);
        for (int i = 0; i < outputs.Length; i++)
            Assert.That(TensorComparison.Exact(found[i], expected[i]).MaxAbs, Is.LessThan(1e-4), outputs[i]);
        int pools = GraphNodes.Of(proto).Count(ModelVerifier.IsPooling);
        Assert.That(statistics.Nodes, Has.Count.EqualTo(pools));
        Assert.That(statistics.Nodes.Select(n => n.Calls), Has.All.EqualTo(1));
    }
}
