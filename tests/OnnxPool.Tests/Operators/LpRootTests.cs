using OnnxPool.Reference;

namespace OnnxPool.Tests.Operators;

/// <summary>The root of a large sum, where 1/p is rounded and its error grows with the logarithm of the sum.</summary>
sealed class LpRootTests
{
    [Test]
    public void A_large_sum_keeps_the_promise_for_powers_whose_reciprocal_is_rounded([Values(0.55, 0.6, 0.7, 0.9)] double p)
    {
        const int Count = 4000;
        var random = new Random(5);
        double[] x = [.. Enumerable.Range(0, Count).Select(_ => 1 + random.NextDouble())];
        double worst = 0;
        for (int n = Count; n > Count - 4; n--)
        {
            var y = new double[1];
            GlobalLpPool.Forward<double>(x.AsSpan(0, n), [1, 1, n], p, y);
            worst = Math.Max(worst, Reference.GlobalLpPool.Forward(x[..n], [1, 1, n], p).ErrorInUlps(0, y[0], FloatFormat.Binary64));
        }
        Assert.That(worst, Is.LessThanOrEqualTo(4));
    }
}
