using System.Numerics;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Kernels;

/// <summary>Single windows that are large, or hard to add up.</summary>
[Parallelizable(ParallelScope.All)]
sealed class AveragePrecisionTests
{
    const double Huge = 1.7e308;

    static IEnumerable<TestCaseData> Windows()
    {
        yield return Row("cancellation", [1e16, 1, -1e16], 1 / 3.0);
        yield return Row("cancellation twice over", [1e100, 1, -1e100, 1e50, 1, -1e50, 1, 1], 0.5);
        yield return Row("a small one lost before a large one", [1, 1e100, 1, -1e100], 0.5);
        yield return Row("overflow on the way", [Huge, Huge, Huge, Huge], Huge, ulps: 1);
        yield return Row("overflow on the way down", [-Huge, -Huge, -Huge], -Huge, ulps: 1);
        yield return Row("the largest", [double.MaxValue, double.MaxValue, double.MaxValue], double.MaxValue);
        yield return Row("overflow and back", [Huge, Huge, -Huge, -Huge, -Huge, -Huge], -Huge / 3, ulps: 1);
        yield return Row("one infinity", [1, double.PositiveInfinity, -1e308], double.PositiveInfinity);
        yield return Row("two infinities", [double.NegativeInfinity, 5, double.NegativeInfinity], double.NegativeInfinity);
        yield return Row("infinities of both signs", [double.PositiveInfinity, 5, double.NegativeInfinity], double.NaN);
        yield return Row("infinity behind an overflow of the other sign", [Huge, Huge, double.NegativeInfinity], double.NegativeInfinity);
        yield return Row("NaN", [1, double.NaN, 2], double.NaN);
        yield return Row("NaN behind infinity", [double.PositiveInfinity, double.NaN], double.NaN);
        yield return Row("subnormals", [3 * double.Epsilon, 5 * double.Epsilon, double.Epsilon], 3 * double.Epsilon);
        yield return Row("subnormals that cancel", [7 * double.Epsilon, -3 * double.Epsilon], 2 * double.Epsilon);
        yield return Row("one element", [0.1], 0.1);
        yield return Row("no rounding at all", [0.5, 0.25, 0.75, 2.5], 1);
    }

    [TestCaseSource(nameof(Windows))]
    public void A_window_of_doubles(double[] x, double mean, int ulps)
    {
        Assert.That(CompensatedMean(x), Is.EqualTo(mean).Within(ulps).Ulps);
        foreach (bool column in (bool[])[false, true])
        {
            // Alone, and as the first of two windows: kernels of whole planes are others.
            foreach (double[] data in (double[][])[x, [.. x, 7]])
            {
                long[] shape = column ? [1, 1, data.Length, 1] : [1, 1, 1, data.Length];
                var geometry = PoolGeometry.Resolve(shape, new PoolAttributes { KernelShape = column ? [x.Length, 1] : [1, x.Length] });
                foreach (AverageKernel<double, CompensatedSum> kernel in Accepting<double, CompensatedSum>(geometry))
                    Assert.That(KernelRuns.Average(kernel, geometry, includePad: false, data, atEnd: true)[0], Is.EqualTo(mean).Within(ulps).Ulps, kernel.Name);
            }
        }
    }

    [Test]
    public void Sums_of_columns_carry_their_errors_along()
    {
        CompensatedSum left = default, right = default;
        foreach (double x in (double[])[1, 1e16, 1]) left += x;
        foreach (double x in (double[])[1, -1e16, 1]) right += x;
        Assert.That(CompensatedSum.TryDivide(left + right, 4, out double mean), Is.True);
        Assert.That(mean, Is.EqualTo(1));
    }

    [Test]
    public void Floats_neither_overflow_nor_lose_small_terms()
    {
        float[] x = [float.MaxValue, float.MaxValue, -1, -float.MaxValue];
        foreach (float[] data in (float[][])[x, [.. x, 7, 8]])
        {
            var geometry = PoolGeometry.Resolve([1, 1, data.Length / 2, 2], new PoolAttributes { KernelShape = [2, 2] });
            foreach (AverageKernel<float, DoubleSum<float>> kernel in Accepting<float, DoubleSum<float>>(geometry))
                Assert.That(KernelRuns.Average(kernel, geometry, includePad: false, data, atEnd: true)[0], Is.EqualTo(float.MaxValue / 4), kernel.Name);
        }
    }

    static IEnumerable<AverageKernel<T, TSum>> Accepting<T, TSum>(PoolGeometry geometry) where T : unmanaged, INumber<T> where TSum : struct, IRunningSum<TSum, T> =>
        AverageKernels<T, TSum>.Table.Kernels.Where(k => k.WhyNot(new KernelRequest(geometry, Winners: false)) is null);

    [TestCase(ElementType.Float, new long[] { 1, 1, 1 << 20 })]
    [TestCase(ElementType.Float, new long[] { 1, 1, 1 << 10, 1 << 10 })]
    [TestCase(ElementType.Double, new long[] { 1, 1, 1 << 20 })]
    [TestCase(ElementType.Double, new long[] { 1, 1, 1 << 10, 1 << 10 })]
    public void A_million_equal_terms(ElementType type, long[] shape)
    {
        // A sum without compensation is off by many ULPs here; the exact answer is the term itself.
        double[] y = type == ElementType.Float ? Mean<float>(0.1f) : Mean<double>(0.1);
        double expected = type == ElementType.Float ? 0.1f : 0.1;
        Assert.That(y, Has.Length.EqualTo(2).And.All.EqualTo(expected));

        double[] Mean<T>(T term) where T : unmanaged, INumber<T>
        {
            var x = new T[1 << 20];
            Array.Fill(x, term);
            T[] window = [T.Zero], global = [T.Zero];
            AveragePool.Forward<T>(x, shape, new PoolAttributes { KernelShape = shape[2..] }, window);
            GlobalAveragePool.Forward<T>(x, shape, global);
            return [double.CreateTruncating(window[0]), double.CreateTruncating(global[0])];
        }
    }

    [Test]
    public void Large_windows_keep_the_promise_on_all_data(
        [Values(ElementType.Float, ElementType.Double)] ElementType type,
        [Values] DataKind kind)
    {
        foreach ((string shape, string kernel) in ((string, string)[])[("1x2x20000", "19997"), ("1x1x150x160", "148,159"), ("1x1x20x30x40", "20,29,40")])
        {
            var problem = Problem.Parse($"AveragePool:22 {type.Name()} {shape} kernel_shape={kernel} data={DataKinds.Name(kind)}");
            Tensor x = ProblemData.Create(problem, seed: 5);
            OutputDifference difference = ReferenceRunner.Run(problem, [x])[0].Check(problem.Bind().Run([x], 1)[0]);
            Assert.That(difference.Describe(), Is.EqualTo("accepted"), problem.ToString());
        }
    }

    static double CompensatedMean(double[] x)
    {
        CompensatedSum sum = default;
        foreach (double value in x) sum += value;
        return CompensatedSum.TryDivide(sum, x.Length, out double mean) ? mean : CompensatedSum.Average(x, x.Length);
    }

    static TestCaseData Row(string name, double[] x, double mean, int ulps = 0) =>
        new TestCaseData(x, mean, ulps).SetName($"Average of doubles: {name}");
}
