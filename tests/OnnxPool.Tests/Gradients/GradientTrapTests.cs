using OnnxPool.Conformance;
using OnnxPool.Tests.Operators;

namespace OnnxPool.Tests.Gradients;

/// <summary>Finite differences agree with every gradient, away from kinks and by the stated policy at them.</summary>
[TestFixture]
public sealed class GradientTrapTests
{
    // What each attribute can do wrong; each operator takes those lines whose attributes it has.
    static readonly string[] s_windows =
    [
        "2x3x7 kernel_shape=3",
        "1x2x5x5 kernel_shape=3,3",
        "1x2x3x4x3 kernel_shape=2,3,2",
        "1x1x3x2x3x2 kernel_shape=2,1,2,2",
        "1x1x6x6 kernel_shape=2,2 strides=2,2",
        "1x1x7x5 kernel_shape=2,1 strides=3,2",
        "1x1x5x5 kernel_shape=3,3 pads=1,1,1,1",
        "1x2x5x4 kernel_shape=3,2 pads=2,0,1,1",
        "1x1x4x4 kernel_shape=2,2 pads=3,3,3,3",
        "1x1x5x5 kernel_shape=3,3 strides=2,2 pads=1,0,2,1",
        "1x1x7x7 kernel_shape=3,2 dilations=2,3",
        "1x1x2 kernel_shape=2 dilations=3 pads=1,1",
        "1x1x6x7 kernel_shape=3,3 strides=2,3 ceil_mode=1",
        "1x1x5 kernel_shape=2 strides=2 pads=0,2 ceil_mode=1",
        "1x1x9 kernel_shape=7 strides=3 pads=3,3 ceil_mode=1",
        "1x1x7x6 kernel_shape=3,2 strides=2,2 auto_pad=SAME_UPPER",
        "1x1x7x6 kernel_shape=3,2 strides=2,2 auto_pad=SAME_LOWER",
        "1x1x8x8 kernel_shape=2,3 strides=3,3 auto_pad=VALID ceil_mode=1",
        "1x1x5x6 kernel_shape=3,3 dilations=2,2 auto_pad=SAME_UPPER",
        "1x1x2x3 kernel_shape=2,3",
        "0x3x4x4 kernel_shape=2,2",
        "2x1x5x5 kernel_shape=5,5 pads=4,4,4,4 strides=3,3",
    ];

    static readonly string[] s_planes = ["1x1x4", "2x3x3x3", "1x2x2x3x2", "3x4", "1x1x2x2x2x2", "0x2x3"];

    static IEnumerable<string> Lines()
    {
        foreach (string w in s_windows)
        {
            yield return $"MaxPool:22 double {w}";
            yield return $"MaxPool:12 float {w} storage_order=1 data=ties";
            yield return $"AveragePool:22 double {w}";
            yield return $"AveragePool:22 float16 {w} count_include_pad=1";
            foreach (string p in (string[])["p=1", "p=2", "p=3", "p=100"]) yield return $"LpPool:22 double {w} {p}";
            yield return $"LpPool:18 float {w} p=2 data=ties";
            yield return $"LpPool:18 float {w} p=1 data=ties";
        }
        foreach (string plane in s_planes)
        {
            yield return $"GlobalMaxPool:22 double {plane}";
            yield return $"GlobalMaxPool:1 float {plane} data=ties";
            yield return $"GlobalAveragePool:22 bfloat16 {plane}";
            foreach (string p in (string[])["p=1", "p=2", "p=3", "p=100"]) yield return $"GlobalLpPool:22 double {plane} {p}";
            yield return $"Flatten:25 double {plane} axis=-1";
        }
        yield return "MaxPool:1 double 1x1x5x5 kernel_shape=3,3 pads=1,1,1,1";
        yield return "AveragePool:1 double 1x1x5x5 kernel_shape=3,3 pads=1,1,1,1";
        yield return "AveragePool:7 double 1x1x5x5 kernel_shape=3,3 pads=1,1,1,1 count_include_pad=1";
        foreach (string p in (string[])["0.5", "1.5", "2.5"])
        {
            yield return $"LpPool:1 double 1x2x5x5 kernel_shape=3,3 pads=1,0,0,1 p={p}";
            yield return $"GlobalLpPool:1 double 1x2x3x3 p={p}";
        }
        yield return "MaxUnpool:22 double 1x2x3x3 kernel_shape=2,2 strides=2,2";
        yield return "MaxUnpool:11 float 1x1x4 kernel_shape=3 strides=2 pads=1,0";
        yield return "MaxUnpool:9 double 1x1x2x2x2 kernel_shape=2,2,2 strides=2,2,2 data=ties";
        yield return "MaxUnpool:22 double 1x1x2x2 kernel_shape=2,2 strides=2,2 output_shape=1,1,5,5";
        yield return "MaxUnpool:22 double 0x1x2x2 kernel_shape=2,2 strides=2,2";
        yield return "Flatten:13 float 2x3x2 axis=0";
        yield return "Flatten:13 float scalar axis=0";
    }

    [TestCaseSource(nameof(Lines))]
    public void Differences_agree_with_the_gradient(string line)
    {
        foreach (TiePolicy ties in line.Contains("Max", StringComparison.Ordinal) ? Enum.GetValues<TiePolicy>() : [TiePolicy.First])
            Agrees(GradientCheck.Run(Problem.Parse(line), new GradientCheckOptions { Ties = ties, Elements = 200 }));
    }

    [TestCase("MaxPool:22 double 1x4x5x2 kernel_shape=3,2 strides=1,2 pads=1,0,1,0")]
    [TestCase("AveragePool:22 double 2x5x3 kernel_shape=2 count_include_pad=1 pads=1,0")]
    [TestCase("LpPool:22 double 1x2x3x2x2 kernel_shape=2,2,2 dilations=1,2,1 p=3")]
    [TestCase("GlobalMaxPool:22 double 2x3x3x4")]
    [TestCase("GlobalAveragePool:22 double 2x3x3x4")]
    [TestCase("GlobalLpPool:22 double 2x3x3x4 p=3")]
    public void Channels_may_come_last(string line)
    {
        foreach (string data in (string[])["uniform", "ties"])
            Agrees(GradientCheck.Run(Problem.Parse($"{line} layout=NHWC data={data}"), new GradientCheckOptions { Ties = TiePolicy.Equal, Elements = 200 }));
    }

    [Test]
    public void Random_problems_agree()
    {
        int run = 0, kinks = 0, skipped = 0, elements = 0;
        foreach (Problem problem in new RandomProblems(5).Take(1500))
        {
            if (!RandomProblems.HasSize(problem) || problem.Type is not (ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16)) continue;
            GradientCheckResult result = GradientCheck.Run(problem, new GradientCheckOptions { Ties = (TiePolicy)(run % 3), Seed = run, Elements = 24, Directions = 2 });
            Agrees(result);
            run++;
            (kinks, skipped, elements) = (kinks + result.Kinks, skipped + result.Skipped, elements + result.Elements);
        }
        TestContext.Out.WriteLine($"{run} problems, {elements} elements, {kinks} at kinks, {skipped} skipped");
        Assert.That(run, Is.GreaterThan(300));
        Assert.That(skipped, Is.LessThan(elements / 100));
    }

    [Test]
    public void Every_published_gradient_line_agrees()
    {
        foreach (Problem problem in ProblemFile.Read(Repository.PathOf("tests", "problems", "gradients.txt")))
            Agrees(GradientCheck.Run(problem));
    }

    [Test]
    public void What_the_check_expects_at_ties_is_what_the_oracle_says()
    {
        var oracle = new FakeGradient((given, dY, x) => Reference.MaxPool.Backward(
            dY, x, [.. given.InputShape], new Reference.WindowAttributes { KernelShape = [3, 2], Strides = [1, 2], Pads = [1, 0, 1, 1] }, (Reference.TiePolicy)given.Ties).Dx);
        foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
        {
            for (int seed = 0; seed < 10; seed++)
            {
                GradientCheckResult result = GradientCheck.Run(
                    Problem.Parse("MaxPool:22 double 1x2x6x6 kernel_shape=3,2 strides=1,2 pads=1,0,1,1 data=ties"),
                    new GradientCheckOptions { Ties = ties, Seed = seed, Elements = 72, Runner = oracle });
                Agrees(result);
                Assert.That(result.Kinks, Is.GreaterThan(5));
            }
        }
    }

    [Test]
    public void Indices_scatter_the_same_gradient()
    {
        var scatter = new FakeGradient((given, dY, x) =>
        {
            (double[] y, long[] indices, double[] dX) = (new double[dY.Length], new long[dY.Length], new double[x.Length]);
            MaxPool.Forward<double>(x, [.. given.InputShape], given.Attributes, y, indices);
            MaxPool.Backward<double>(dY, indices, [.. given.InputShape], given.Attributes, dX);
            return dX;
        });
        foreach (string window in s_windows)
            foreach (string more in (string[])["", " storage_order=1 data=ties"])
                Agrees(GradientCheck.Run(Problem.Parse($"MaxPool:22 double {window}{more}"), new GradientCheckOptions { Runner = scatter }));
    }

    static void Agrees(GradientCheckResult result)
    {
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Within), result.Describe());
        Assert.That(result.Worst?.Error ?? 0, Is.LessThanOrEqualTo(1e-7), result.Describe());
    }
}
