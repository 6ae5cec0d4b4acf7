namespace OnnxPool.Tests.Geometry;

[Parallelizable(ParallelScope.All)]
sealed class PoolGeometryTests
{
    [Test]
    public void Random_problems_agree_with_the_oracle()
    {
        foreach ((long[] shape, Reference.WindowAttributes attributes) in Oracle.RandomWindows.Take(4000, seed: 72))
        {
            var expected = Reference.WindowGrid.Resolve(shape, attributes);
            PoolGeometry actual = Windows.Resolve(shape, attributes);
            string text = Oracle.RandomWindows.Text(shape, attributes);
            Assert.That(actual.OutputShape.ToArray(), Is.EqualTo(expected.OutputShape), text);
            Assert.That(actual.OutputCount, Is.EqualTo(expected.Outputs), text);
            Assert.That(actual.Axes.ToArray().Select(Extent), Is.EqualTo(expected.Axes), text);
            Assert.That(actual.RowAxis, Is.EqualTo(actual.KernelAxes[^1]), text);
            Assert.That(actual.Planes * actual.InputPlane, Is.EqualTo(actual.InputCount), text);
            Assert.That(actual.Planes * actual.OutputPlane, Is.EqualTo(actual.OutputCount), text);
            Assert.That(actual.Planes, Is.EqualTo(shape[0] * shape[1]), text);
        }

        static Reference.Extent Extent(PoolAxis a) => new(a.Input, a.Kernel, a.Stride, a.Dilation, a.PadBegin, a.PadEnd, a.Output);
    }

    [TestCase("1,2,5,6", "5,6", PoolLayout.Nchw, 1, 30)]
    [TestCase("1,5,6,2", "5,6", PoolLayout.Nhwc, 2, 30)]
    [TestCase("3,1,2,5,6", "2,5,6", PoolLayout.Nchw, 1, 60)]
    [TestCase("1,2,7", "7", PoolLayout.Nchw, 1, 7)]
    [TestCase("1,7,1,2", "7,1", PoolLayout.Nhwc, 2, 7)]
    public void Kernels_see_a_window_over_the_whole_plane_as_one_axis(string shape, string kernel, PoolLayout layout, int axes, int elements)
    {
        long[] kernels = [.. kernel.Split(',').Select(long.Parse)];
        // What lies past the only window makes no difference; a dilation none where there is one tap.
        var geometry = PoolGeometry.Resolve([.. shape.Split(',').Select(long.Parse)], new PoolAttributes
        {
            KernelShape = kernels,
            Strides = [.. kernels.Select(_ => 3L)],
            Pads = [.. kernels.Select(_ => 0L), .. kernels.Select(_ => 1L)],
            Dilations = [.. kernels.Select(k => k == 1 ? 2L : 1L)],
            Layout = layout,
        });
        Assert.That(geometry.KernelAxes.ToArray(), Has.Length.EqualTo(axes));
        Assert.That(geometry.KernelAxes[0], Is.EqualTo(new PoolAxis(elements, 1, elements, 1, 1, 0, 0)));
        Assert.That(geometry.Axes[..kernels.Length].ToArray().Select(a => a.Kernel), Is.EqualTo(kernels));
        Assert.That(geometry.Under.Of(0, []).Length, Is.EqualTo(axes == 1 ? 1 : elements));
    }

    [TestCase("1,2,5,6", "5,5", "0,0,0,0", "1,1")]
    [TestCase("1,2,5,6", "4,6", "0,0,0,0", "1,1")]
    [TestCase("1,2,5,6", "5,6", "0,1,0,0", "1,1")]
    [TestCase("1,2,5,6", "5,6", "0,0,1,0", "1,1")]
    [TestCase("1,2,5,6", "5,6", "2,5,2,5", "2,2")]
    public void Other_windows_are_of_several_axes(string shape, string kernel, string pads, string dilations)
    {
        var geometry = PoolGeometry.Resolve(List(shape), new PoolAttributes { KernelShape = List(kernel), Pads = List(pads), Dilations = List(dilations) });
        Assert.That(geometry.KernelAxes.ToArray(), Is.EqualTo(geometry.Axes.ToArray()));

        static long[] List(string text) => [.. text.Split(',').Select(long.Parse)];
    }

    [Test]
    public void Axes_take_their_own_attributes()
    {
        var geometry = PoolGeometry.Resolve([2, 3, 9, 7], new PoolAttributes
        {
            KernelShape = [2, 3],
            Strides = [3, 1],
            Dilations = [1, 2],
            Pads = [1, 0, 0, 2],
        });
        Assert.That(geometry.Axes.ToArray(), Is.EqualTo((PoolAxis[])[new(9, 3, 2, 3, 1, 1, 0), new(7, 5, 3, 1, 2, 0, 2)]));
        Assert.That(geometry.OutputShape.ToArray(), Is.EqualTo((long[])[2, 3, 3, 5]));
        Assert.That((geometry.InputCount, geometry.OutputCount), Is.EqualTo((378L, 90L)));
        Assert.That((geometry.Planes, geometry.InputPlane, geometry.OutputPlane), Is.EqualTo((6L, 63L, 15L)));
    }

    [Test]
    public void Absent_lists_are_ones_and_zeros()
    {
        var geometry = PoolGeometry.Resolve([1, 1, 6], new PoolAttributes { KernelShape = [4] });
        Assert.That(geometry.Axes[0], Is.EqualTo(new PoolAxis(6, 3, 4, 1, 1, 0, 0)));
    }

    [TestCase(new long[] { 0, 2, 5 }, ExpectedResult = "0x2x3")]
    [TestCase(new long[] { 2, 0, 5 }, ExpectedResult = "2x0x3")]
    [TestCase(new long[] { 2, 2, 0 }, ExpectedResult = "error", Description = "kernel 3 over nothing, stride 1: size -2")]
    public string Zero_dimensions(long[] shape)
    {
        try
        {
            var geometry = PoolGeometry.Resolve(shape, new PoolAttributes { KernelShape = [3] });
            Assert.That((geometry.InputCount, geometry.OutputCount, geometry.Planes), Is.EqualTo((0L, 0L, 0L)));
            return Shapes.Format(geometry.OutputShape);
        }
        catch (InvalidPoolingException)
        {
            return "error";
        }
    }

    [Test]
    public void An_input_without_elements_may_have_outputs()
    {
        var geometry = PoolGeometry.Resolve([2, 3, 0], new PoolAttributes { KernelShape = [1], Pads = [1, 1] });
        Assert.That((geometry.InputCount, geometry.OutputCount, geometry.Planes, geometry.InputPlane, geometry.OutputPlane),
            Is.EqualTo((0L, 12L, 6L, 0L, 2L)));
    }

    [TestCase(new long[] { 2, 3 }, 1, "2x3")]
    [TestCase(new long[] { 2, 3, 5 }, 5, "2x3x1")]
    [TestCase(new long[] { 2, 3, 5, 4 }, 20, "2x3x1x1")]
    [TestCase(new long[] { 1, 1, 2, 3, 4, 5, 6 }, 720, "1x1x1x1x1x1x1")]
    [TestCase(new long[] { 2, 3, 0, 4 }, 0, "2x3x1x1")]
    public void Global_is_one_window_over_the_plane(long[] shape, long plane, string output)
    {
        var geometry = PoolGeometry.Global(shape);
        Assert.That(geometry.Axes.ToArray(), Is.EqualTo((PoolAxis[])[new(plane, 1, plane, 1, 1, 0, 0)]));
        Assert.That(Shapes.Format(geometry.OutputShape), Is.EqualTo(output));
        Assert.That(geometry.RowAxis.Window(0), Is.EqualTo((0L, plane)));
    }
}
