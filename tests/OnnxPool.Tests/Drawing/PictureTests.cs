using OnnxPool.Cli;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Drawing;

/// <summary>What is in a picture, before it is drawn.</summary>
[TestFixture]
public class PictureTests
{
    const string Classic = "MaxPool:22 float 1x1x4x4 kernel_shape=2,2 strides=2,2";

    [Test]
    public void The_classic_example_sends_the_gradient_to_6_8_14_and_16_or_a_quarter_to_each()
    {
        Picture picture = Of(Classic, "1..16");
        PooledPlane max = picture.Pooled[0], average = picture.Pooled[1];
        Assert.Multiple(() =>
        {
            Assert.That(max.Operator, Is.EqualTo("MaxPool"));
            Assert.That(max.Y, Is.EqualTo((double[])[6, 8, 14, 16]));
            Assert.That(max.Winners.Order().Select(cell => picture.X[cell]), Is.EqualTo((double[])[6, 8, 14, 16]));
            Assert.That(max.AlsoLargest, Is.Empty);
            Assert.That(max.GradientOfY, Is.EqualTo((double[])[1, 2, 3, 4]));
            Assert.That(max.GradientOfX, Is.EqualTo((double[])[0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4]));
            Assert.That(average.Operator, Is.EqualTo("AveragePool"));
            Assert.That(average.Y, Is.EqualTo((double[])[3.5, 5.5, 11.5, 13.5]));
            Assert.That(average.Winners, Is.Empty);
            Assert.That(average.GradientOfX[..8], Is.EqualTo((double[])[0.25, 0.25, 0.5, 0.5, 0.25, 0.25, 0.5, 0.5]));
            Assert.That(average.Windows[3].Shares, Is.EqualTo((GradientShare[])[new(10, 0.25), new(11, 0.25), new(14, 0.25), new(15, 0.25)]));
        });
    }

    [TestCase("first", new double[] { 1, 0, 0, 0 }, new[] { 1, 3 })]
    [TestCase("equal", new[] { 1 / 3.0, 1 / 3.0, 0, 1 / 3.0 }, new int[0])]
    [TestCase("all", new double[] { 1, 1, 0, 1 }, new int[0])]
    public void Ties_follow_the_policy(string ties, double[] dX, int[] alsoLargest)
    {
        PooledPlane max = Of("MaxPool:22 double 1x1x2x2 kernel_shape=2,2", "2,2,1,2", TiePolicies.Parse(ties)).Pooled[0];
        Assert.That(max.GradientOfX, Is.EqualTo(dX).Within(1e-15));
        Assert.That(max.AlsoLargest.Order(), Is.EqualTo(alsoLargest));
    }

    [TestCase("MaxPool:22 float 1x1x5x5 kernel_shape=3,3")]
    [TestCase("AveragePool:22 float 1x1x5x4 kernel_shape=3,3 strides=2,2 pads=1,0,2,1 count_include_pad=1")]
    [TestCase("MaxPool:22 float 1x1x6x6 kernel_shape=2,2 dilations=2,3 pads=1,1,0,0 data=special")]
    [TestCase("MaxPool:12 float 1x1x7 kernel_shape=3 strides=2 ceil_mode=1 data=ties")]
    public void What_a_cell_receives_is_the_sum_of_the_windows_shares(string line)
    {
        foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
        {
            foreach (PooledPlane pooled in Of(line, ties: ties).Pooled)
            {
                var sum = new double[pooled.GradientOfX.Length];
                for (int i = 0; i < pooled.Windows.Count; i++)
                    foreach (GradientShare share in pooled.Windows[i].Shares) sum[share.Cell] += share.Part * pooled.GradientOfY[i];
                Assert.That(pooled.GradientOfX, Is.EqualTo(sum).Within(1e-12));
                Assert.That(pooled.GradientOfX.Sum(), Is.Not.Zero);
            }
        }
    }

    [Test]
    public void Padding_overhang_and_input_are_told_apart()
    {
        // Windows begin at -1, 3 and 7; the last one reaches 8 in the padding, and 9 past it.
        var plane = PlaneProblem.Of(Problem.Parse("MaxPool:22 float 1x1x8 kernel_shape=3 strides=4 pads=1,1 ceil_mode=1"));
        Assert.That(PlaneProblem.End(plane.Columns), Is.EqualTo(10));
        string kinds = string.Concat(Enumerable.Range(-1, 11).Select(column => plane.KindOf(0, column).ToString()[0]));
        Assert.That(kinds, Is.EqualTo("PRRRRRRRRPB"));
    }

    [Test]
    public void An_empty_window_gives_the_least_value_of_the_type_and_zero_and_takes_no_gradient()
    {
        const string Attributes = "1x1x2x2 kernel_shape=2,2 dilations=3,3 pads=1,1,1,1";
        Picture floating = Of($"MaxPool:22 float {Attributes}", "1..4");
        Assert.Multiple(() =>
        {
            Assert.That(floating.Pooled.Select(p => p.Y[0]), Is.EqualTo((double[])[double.NegativeInfinity, 0]));
            Assert.That(floating.Pooled.SelectMany(p => p.Windows[0].Shares), Is.Empty);
            Assert.That(floating.Pooled.SelectMany(p => p.GradientOfX), Is.All.Zero);
            Assert.That(Of($"MaxPool:22 int8 {Attributes}").Pooled.Single().Y, Is.EqualTo((double[])[-128]));
            Assert.That(Of($"MaxPool:22 uint8 {Attributes}").Pooled.Single().Y, Is.EqualTo((double[])[0]));
        });
    }

    [Test]
    public void Integers_have_a_maximum_with_winners_and_nothing_else()
    {
        Picture picture = Of("MaxPool:22 int8 1x1x2x2 kernel_shape=2,2", "-3,-2,-9,-4");
        PooledPlane max = picture.Pooled.Single();
        Assert.That(max.Winners, Is.EqualTo((int[])[1]));
        Assert.That(max.GradientOfX, Is.Empty);
        Assert.That(picture.Caption, Does.Contain("int8"));
    }

    [Test]
    public void A_NaN_wins()
    {
        PooledPlane max = Of("MaxPool:22 float 1x1x1x4 kernel_shape=1,3", "5,NaN,7,Infinity").Pooled[0];
        Assert.That(max.Y, Is.All.NaN);
        Assert.That(max.Winners, Is.EqualTo((int[])[1]));
        Assert.That(max.GradientOfX, Is.EqualTo((double[])[0, 3, 0, 0]));
    }

    [TestCase("MaxPool:22 float 2x3x4x5 kernel_shape=2,2 data=special")]
    [TestCase("MaxPool:22 int8 2x3x7 kernel_shape=2 data=uniform")]
    public void The_first_plane_of_the_lines_data_is_drawn(string line)
    {
        var problem = Problem.Parse(line);
        var plane = PlaneProblem.Of(problem);
        Assert.That(PlaneData.OfLine(plane, seed: 5), Is.EqualTo(ProblemData.Create(problem, 5).ToDoubles()[..plane.InputCount]));
        Assert.That(Of(line).Caption, Does.Contain("first of 6 planes"));
    }

    [Test]
    public void Small_integers_tie_and_depend_on_the_seed()
    {
        var plane = PlaneProblem.Of(Problem.Parse("AveragePool:22 float16 1x1x6x6 kernel_shape=2,2"));
        double[] x = PlaneData.Small(plane, 0);
        Assert.That(x, Has.All.InRange(0, 8));
        Assert.That(x.Distinct().Count(), Is.LessThan(x.Length));
        Assert.That(PlaneData.Small(plane, 1), Is.Not.EqualTo(x));
    }

    [Test]
    public void A_global_line_has_one_window_over_its_plane()
    {
        Picture picture = Of("GlobalAveragePool:22 float 1x1x2x3", "1..6");
        Assert.That(picture.Pooled.Select(p => p.Operator), Is.EqualTo((string[])["GlobalMaxPool", "GlobalAveragePool"]));
        Assert.That(picture.Pooled.Select(p => p.Y.Single()), Is.EqualTo((double[])[6, 3.5]));
    }

    [Test]
    public void A_line_of_a_gradient_is_drawn_with_its_ties()
    {
        var problem = new Problem(MaxPoolGrad.Operator, 1, ElementType.Float, [1, 1, 2, 2])
        {
            Attributes = [KeyValuePair.Create("kernel_shape", AttributeValue.Of([2, 2])), KeyValuePair.Create("ties", AttributeValue.Parse(AttributeKind.String, "equal")!)],
        };
        Assert.That(PlaneProblem.Of(problem).Ties, Is.EqualTo(TiePolicy.Equal));
    }

    [Test]
    public void The_test_image_has_two_squares_and_a_band_half_as_bright()
    {
        double[] image = TestImage.Create(3);
        Assert.Multiple(() =>
        {
            Assert.That(image, Has.Length.EqualTo(256));
            Assert.That(image.Count(v => v > 0.75), Is.EqualTo(25 + 20));
            Assert.That(image.Count(v => v is > 0.25 and < 0.75), Is.EqualTo(3 * 16));
            Assert.That(image.Distinct().Count(), Is.EqualTo(256), "noise");
            Assert.That(TestImage.Create(4), Is.Not.EqualTo(image));
        });
    }

    static Picture Of(string line, string? values = null, TiePolicy ties = TiePolicy.First)
    {
        var plane = PlaneProblem.Of(Problem.Parse(line));
        return Picture.Of(line, plane, values is null ? PlaneData.OfLine(plane, 0) : PlaneData.Parse(plane, values), ties, "test");
    }
}
