using OnnxPool.Conformance;

namespace OnnxPool.Tests.Operators;

/// <summary>Norms whose gradient needs more than the plain formula in double.</summary>
sealed class LpGradientPrecisionTests
{
    // The quotient x / Y from a rounded root, quotient and product is off by 2.2 ULP here.
    [TestCase("LpPoolGrad:1 double 1x1x40x40 kernel_shape=2,2 strides=2,2 p=2", 1)]
    [TestCase("LpPoolGrad:1 double 1x1x40x40 kernel_shape=3,3 strides=2,2 p=2", 5)]
    [TestCase("GlobalLpPoolGrad:1 double 4x8x9x9 p=2", 3)]
    // dY is the largest number, and what rounds to more than all of it is infinite.
    [TestCase("LpPoolGrad:1 double 1x1x40x40 kernel_shape=2,2 strides=2,2 p=4 data=special", 2)]
    [TestCase("LpPoolGrad:1 double 1x1x40x40 kernel_shape=2,2 strides=2,2 p=5 data=special", 4)]
    [TestCase("LpPoolGrad:1 double 1x2x12x12 kernel_shape=2,2 strides=2,2 p=100 data=special", 1)]
    // Powers of significands alone leave the range of double.
    [TestCase("LpPoolGrad:1 double 1x2x12x12 kernel_shape=2,2 strides=2,2 p=10000", 0)]
    [TestCase("LpPoolGrad:1 float 1x2x12x12 kernel_shape=2,2 strides=2,2 p=10000", 0)]
    [TestCase("GlobalLpPoolGrad:1 double 2x3x4x4 p=2000", 0)]
    public void The_promise_holds(string line, long seed)
    {
        CheckResult result = new ModelVerifier(new VerifyOptions { Seed = seed }).Verify(Problem.Parse(line)).Single();
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Within), result.Reason);
    }
}
