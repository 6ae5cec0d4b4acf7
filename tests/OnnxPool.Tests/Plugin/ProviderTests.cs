using OnnxPool.Conformance;

namespace OnnxPool.Tests.Plugin;

/// <summary>Our provider in a session: the operators of ONNX in every version, and those of our own domain.</summary>
[TestFixture]
public class ProviderTests
{
    // ONNX Runtime's C# interface has no tensors of the other types, and takes no later opset.
    const ElementType LastType = ElementType.BFloat16;
    const int LastOpset = 26;

    static IEnumerable<Problem> Problems =>
        new[] { Repository.PathOf("tests", "models", "manifest.txt"), Repository.PathOf("tests", "problems", "gradients.txt") }
            .SelectMany(path => ProblemFile.Read(path))
            .Where(p => p.Layout == PoolLayout.Nchw && p.Opset <= LastOpset && p.Type <= LastType)
            .Where(p => p.Type is not (ElementType.String or ElementType.Complex64 or ElementType.Complex128));

    static IEnumerable<TestCaseData> Cases => Problems.DistinctBy(p => p.Identity).Select(p => new TestCaseData(p).SetArgDisplayNames(p.Identity));

    [TestCaseSource(nameof(Cases))]
    public void A_problem_gives_the_bits_of_our_operators(Problem problem) =>
        PluginRuns.AssertSame(PluginRuns.Run(problem), PluginRuns.Own(problem));
}
