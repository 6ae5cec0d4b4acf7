using OnnxPool.Conformance;

namespace OnnxPool.Tests.Sweep.Shrinking;

/// <summary>What is left of a problem when everything that does not matter is taken away.</summary>
[Parallelizable(ParallelScope.All)]
sealed class ShrinkerTests
{
    const string Everything =
        "MaxPool:12 float16 2x3x12x9 auto_pad=NOTSET kernel_shape=3,2 strides=2,3 pads=1,1,2,0 ceil_mode=1 dilations=2,1 storage_order=1 outputs=Y,Indices data=special name=big";

    static IEnumerable<TestCaseData> Matters()
    {
        yield return Case(Everything, "MaxPool:22 float 1x1x1 kernel_shape=1 data=ties", _ => true);
        yield return Case(Everything, "MaxPool:22 float 1x1x1x1 kernel_shape=1,1 data=ties", p => p.Shape.Length == 4);
        yield return Case(Everything, "MaxPool:22 float16 1x1x1 kernel_shape=1 data=ties", p => p.Type == ElementType.Float16);
        yield return Case(Everything, "MaxPool:12 float 1x1x1 kernel_shape=1 data=ties", p => p.Opset == 12);
        yield return Case(Everything, "MaxPool:22 float 1x1x1 kernel_shape=1 data=special", p => p.Data == DataKind.Special);
        yield return Case(Everything, "MaxPool:22 float 1x1x1 kernel_shape=1 storage_order=1 outputs=Y,Indices data=ties", p => p.Find("storage_order")?.Int == 1 && p.Outputs.Count > 1);
        yield return Case(Everything, "MaxPool:22 float 1x1x2 kernel_shape=2 dilations=2 data=ties", p => p.Find("dilations")?.Ints.Any(d => d > 1) == true && p.Find("kernel_shape")!.Ints.Any(k => k > 1));
        yield return Case(Everything, "MaxPool:22 float 1x1x5 kernel_shape=1 data=ties", p => p.Shape[^1] >= 5);
        yield return Case(Everything, "MaxPool:22 float 1x1x1 kernel_shape=1 pads=0,2 data=ties", p => p.Find("pads")?.Ints is { } pads && pads[^1] + pads[(pads.Length / 2)..].Max() >= 4);
        yield return Case("MaxPool:22 float 0x3x4 kernel_shape=2", "MaxPool:22 float 0x1x1 kernel_shape=1 data=ties", p => p.Shape[0] == 0);
        yield return Case("MaxPool:22 float 0x3x4 kernel_shape=2", "MaxPool:22 float 1x1x1 kernel_shape=1 data=ties", _ => true);
        yield return Case("MaxPool:22 float 1x4x4x3 kernel_shape=2,2 layout=NHWC", "MaxPool:22 float 1x1x1 kernel_shape=1 layout=NHWC data=ties", p => p.Layout == PoolLayout.Nhwc);
        yield return Case("LpPool:11 float 1x1x9 kernel_shape=3 p=300", "LpPool:22 float 1x1x1 kernel_shape=1 p=7 data=ties", p => p.Find("p") is { Int: >= 7 });
        yield return Case("GlobalMaxPool:1 double 3x2x5x4", "GlobalMaxPool:22 float 1x1x3 data=ties", p => p.Shape.Length > 2 && p.Shape[2] > 2);
        yield return Case("Flatten:13 int16 4x3x2 axis=-1", "Flatten:25 float 4x1x1 data=ties", p => p.Shape[0] == 4);
        yield return Case("MaxUnpool:9 float 1x2x3x3 kernel_shape=2,2 strides=2,2 output_shape=1,2,7,7", "MaxUnpool:22 float 1x1x1 kernel_shape=1 data=ties", _ => true);
        yield return Case(
            "MaxUnpool:9 float 1x2x3x3 kernel_shape=2,2 strides=2,2 output_shape=1,2,7,7", "MaxUnpool:22 float 1x1x1x1 kernel_shape=1,1 output_shape=1,1,1,1 data=ties", p => p.UnpoolShape is not null);
    }

    static TestCaseData Case(string line, string smallest, Func<Problem, bool> fails) => new TestCaseData(line, smallest, fails).SetArgDisplayNames(smallest);

    [TestCaseSource(nameof(Matters))]
    public void Only_what_matters_is_left(string line, string smallest, Func<Problem, bool> fails)
    {
        var problem = Problem.Parse(line);
        var judged = new List<Problem>();
        Problem result = Shrinker.Shrink(problem, Fails);
        Assert.That(result.ToString(), Is.EqualTo(smallest));
        Assert.That(judged.Select(p => p.Identity), Is.Unique.And.Not.Contains(problem.Identity));
        foreach (Problem p in judged)
        {
            Assert.That(p.OutputShape, Throws.Nothing, $"{p}");
            Assert.That(Problem.Parse(p.ToString()).ToString(), Is.EqualTo(p.ToString()));
        }
        Assert.That(Shrinker.Shrink(problem, fails).ToString(), Is.EqualTo(smallest), "the same again");

        bool Fails(Problem p)
        {
            judged.Add(p);
            return fails(p);
        }
    }

    [Test]
    public void What_fails_alone_stays_but_for_its_name()
    {
        var problem = Problem.Parse(Everything);
        Assert.That(Shrinker.Shrink(problem, _ => false).ToString(), Is.EqualTo(problem.Identity));
    }

    [Test]
    public void An_interruption_gives_what_there_is()
    {
        using var interrupt = new CancellationTokenSource();
        int tries = 0;
        Problem result = Shrinker.Shrink(Problem.Parse(Everything), Fails, interrupt.Token);
        Assert.That(tries, Is.EqualTo(3));
        Assert.That(result.Shape.Length, Is.EqualTo(3));
        Assert.That(Shrinker.Shrink(result, _ => throw new InvalidOperationException(), interrupt.Token).ToString(), Is.EqualTo(result.ToString()));

        bool Fails(Problem p)
        {
            if (++tries == 3) interrupt.Cancel();
            return true;
        }
    }

    [Test]
    public void The_search_ends_where_every_step_is_lost()
    {
        int tries = 0;
        Shrinker.Shrink(Problem.Parse(Everything), _ => ++tries < 0);
        Assert.That(tries, Is.InRange(20, 2000));
    }
}
