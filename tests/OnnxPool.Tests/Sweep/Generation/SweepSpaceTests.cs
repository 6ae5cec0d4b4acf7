using OnnxPool.Conformance;

namespace OnnxPool.Tests.Sweep.Generation;

public sealed class SweepSpaceTests
{
    [TestCase("MaxPool:12 float 1x1x5 kernel_shape=2", "version=12 type=float axes=1 planes=1x1 data=uniform kernel_shape=2 strides=absent pads=absent auto_pad=absent dilations=absent ceil_mode=absent storage_order=absent sizes=on-the-edge outputs=Y")]
    [TestCase("MaxPool:28 int8 2x3x5x5 kernel_shape=3,2 strides=3,1 outputs=Y,Indices data=ties", "version=latest type=int8 axes=2 planes=several data=ties kernel_shape=not-square strides=mixed sizes=plain outputs=Y,Indices")]
    [TestCase("MaxPool:9 double 0x2x6 auto_pad=VALID kernel_shape=3 pads=0,0 strides=3 storage_order=1", "version=8 planes=0-batch auto_pad=VALID pads=0 strides=kernel storage_order=1 sizes=on-the-edge")]
    [TestCase("MaxPool:1 float 1x1x7 kernel_shape=3 strides=3", "sizes=one-over")]
    [TestCase("MaxPool:1 float 1x1x8 kernel_shape=3 strides=3", "sizes=one-short")]
    [TestCase("MaxPool:1 float 1x1x6 kernel_shape=3 strides=2", "sizes=one-over strides=below-kernel")]
    [TestCase("MaxPool:1 float 1x1x6 kernel_shape=2 strides=4", "sizes=on-the-edge strides=above-kernel")]
    [TestCase("MaxPool:1 float 1x1x8 kernel_shape=2 strides=4", "sizes=plain")]
    [TestCase("MaxPool:22 float 1x1x7x7 kernel_shape=4,4 dilations=2,2", "kernel_shape=4-and-more dilations=2-and-more sizes=window-is-input")]
    [TestCase("MaxPool:22 float 1x1x7x7 kernel_shape=7,7 dilations=1,1", "kernel_shape=the-input dilations=1 sizes=window-is-input")]
    [TestCase("MaxPool:22 float 1x1x3x3 kernel_shape=4,1 pads=1,0,0,0 dilations=1,2", "kernel_shape=above-input pads=begin dilations=mixed sizes=on-the-edge")]
    [TestCase("MaxPool:22 float 1x1x4 kernel_shape=1 strides=2 pads=0,1 ceil_mode=1", "pads=reach-kernel sizes=last-dropped")]
    [TestCase("MaxPool:22 float 1x1x4 kernel_shape=3 strides=3 pads=0,2 ceil_mode=1", "pads=end sizes=on-the-edge ceil_mode=1")]
    [TestCase("MaxPool:22 float 1x1x4 kernel_shape=2 strides=4 pads=0,1 ceil_mode=1", "pads=end sizes=last-dropped")]
    [TestCase("MaxPool:22 float 1x1x2x8 kernel_shape=3,3", "sizes=no-window kernel_shape=above-input")]
    [TestCase("MaxPool:11 float 1x1x5 auto_pad=SAME_UPPER kernel_shape=2", "auto_pad=SAME_UPPER sizes=odd-total")]
    [TestCase("MaxPool:11 float 1x1x5 auto_pad=SAME_LOWER kernel_shape=2 dilations=2", "auto_pad=SAME_LOWER sizes=even-total")]
    [TestCase("MaxPool:11 float 1x1x8 auto_pad=SAME_LOWER kernel_shape=1 strides=4", "sizes=skips-input kernel_shape=1 strides=above-kernel")]
    [TestCase("MaxPool:11 float 1x1x8 auto_pad=SAME_LOWER kernel_shape=2 strides=2", "sizes=plain")]
    [TestCase("MaxPool:11 float 1x1x5x5 auto_pad=SAME_LOWER kernel_shape=2,3", "sizes=plain")]
    [TestCase("AveragePool:21 float16 1x1x5x5 kernel_shape=3,3 pads=1,1,1,1 count_include_pad=1 data=large", "version=19 pads=symmetrical count_include_pad=1 data=large type=float16")]
    [TestCase("AveragePool:7 float 1x1x5x5 kernel_shape=3,3 pads=1,0,0,1", "pads=asymmetrical count_include_pad=absent")]
    [TestCase("LpPool:1 float 1x1x5 kernel_shape=2 p=1.5", "p=fraction")]
    [TestCase("LpPool:1 float 1x1x5 kernel_shape=2 p=2", "p=2")]
    [TestCase("LpPool:2 float 1x1x5 kernel_shape=2 p=99", "p=3-and-more version=2")]
    [TestCase("LpPool:2 float 1x1x5 kernel_shape=2 p=100", "p=100-and-more")]
    [TestCase("GlobalAveragePool:1 float 1x2", "version=1 axes=0 plane=1 planes=several")]
    [TestCase("GlobalMaxPool:22 bfloat16 1x1x16x16", "version=22 axes=2 plane=few")]
    [TestCase("GlobalMaxPool:22 bfloat16 1x1x16x17", "plane=many")]
    [TestCase("GlobalLpPool:22 double 1x1x3x0 p=1", "plane=0 p=1")]
    [TestCase("MaxUnpool:9 float 1x1x2 kernel_shape=2 strides=2", "output_shape=absent strides=kernel kernel_shape=2")]
    [TestCase("MaxUnpool:9 float 1x1x2 kernel_shape=2 strides=2 output_shape=1,1,4", "output_shape=inferred")]
    [TestCase("MaxUnpool:9 float 1x1x2 kernel_shape=2 strides=2 output_shape=1,1,5", "output_shape=another")]
    [TestCase("Flatten:13 string 2x3x4 axis=2", "version=13 type=string rank=3 elements=several axis=middle")]
    [TestCase("Flatten:13 string 2x3x4 axis=3", "axis=rank")]
    [TestCase("Flatten:13 string 2x3x4 axis=1", "axis=1")]
    [TestCase("Flatten:13 string 2 axis=1", "axis=rank")]
    [TestCase("Flatten:13 string 2x0 axis=-2", "axis=negative elements=0")]
    [TestCase("Flatten:13 string scalar axis=0", "axis=0 elements=1 rank=0")]
    public void A_line_has_these_levels(string line, string expected)
    {
        var problem = Problem.Parse(line);
        var space = SweepSpace.For(problem.Operator);
        IEnumerable<string> levels = space.Classify(problem).Select((level, factor) => $"{space.Factors[factor].Name}={Level(space, factor, level)}");
        Assert.That(expected.Split(' '), Is.SubsetOf(levels));
    }

    [TestCase("MaxPool:12 float 1x1x1x1x1x1x1 kernel_shape=1,1,1,1,1", "axes")]
    [TestCase("Flatten:13 float 1x1x1x1x1x1x1", "rank")]
    [TestCase("MaxPool:12 float 1x0x3 kernel_shape=1", "planes")]
    public void What_the_sweep_does_not_make_has_no_level(string line, string factor)
    {
        var problem = Problem.Parse(line);
        var space = SweepSpace.For(problem.Operator);
        Assert.That(space.Classify(problem)[space.Factors.ToList().FindIndex(f => f.Name == factor)], Is.EqualTo(CoveringModel.Unset));
    }

    [Test]
    public void Only_operators_of_onnx_have_a_space()
    {
        Assert.That(() => SweepSpace.For(MaxPoolGrad.Operator), Throws.TypeOf<InvalidPoolingException>().With.Message.StartWith("operator: found MaxPoolGrad"));
        Assert.That(() => SweepSpace.For(MaxPool.Operator).Classify(Problem.Parse("Flatten:1 float 1")), Throws.TypeOf<InvalidPoolingException>());
    }

    [Test]
    public void A_problem_has_the_levels_of_its_row([ValueSource(typeof(OperatorTable), nameof(OperatorTable.All))] PoolOperator op)
    {
        var space = SweepSpace.For(op);
        foreach (IReadOnlyList<int> row in CoveringArray.Build(space, 2, 5).Rows)
        {
            for (int i = 0; i < 20; i++)
            {
                var problem = Problem.Parse(space.Make(row, new SeededRandom("levels", i)).ToString());
                Assert.That(space.Classify(problem), Is.EqualTo(row), $"{problem}");
            }
        }
    }

    static string Level(SweepSpace space, int factor, int level) => level == CoveringModel.Unset ? "none" : space.Factors[factor].Levels[level];
}
