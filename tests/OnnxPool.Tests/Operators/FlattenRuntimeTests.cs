using OnnxPool.Conformance;

namespace OnnxPool.Tests.Operators;

/// <summary>Flatten computes nothing, so that ONNX Runtime and the comparison must take types that no other operator has here.</summary>
sealed class FlattenRuntimeTests
{
    static readonly ModelVerifier s_verifier = new(new VerifyOptions { Seed = 9 });

    static IEnumerable<OperatorVersion> Versions => Flatten.Operator.Versions;

    [TestCaseSource(nameof(Versions))]
    public void Every_type_of_every_version_is_judged(OperatorVersion version)
    {
        foreach (ElementType type in version.Types)
        {
            CheckResult result = s_verifier.Verify(Problem.Parse($"Flatten:{version.Since} {type.Name()} 3x1x5 axis=2")).Single();
            bool known = type is ElementType.Complex64 or ElementType.Complex128 || type > ElementType.BFloat16;
            Assert.That(result.Verdict, Is.EqualTo(known ? Verdict.Divergence : Verdict.Exact), $"{result.Line}: {result.Reason}");
        }
    }
}
