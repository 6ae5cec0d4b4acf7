namespace OnnxPool.Tests.Oracle;

sealed class WindowGridTests
{
    [TestCase(6, 3, 2, 0, 0, false, ExpectedResult = 2, TestName = "Floor leaves the last cell out")]
    [TestCase(6, 3, 2, 0, 0, true, ExpectedResult = 3, TestName = "Ceil adds an overhanging window")]
    [TestCase(7, 3, 2, 0, 0, true, ExpectedResult = 3, TestName = "Ceil adds nothing to an exact fit")]
    [TestCase(2, 1, 2, 0, 0, true, ExpectedResult = 1, TestName = "Ceil drops a window that starts right after the input")]
    [TestCase(5, 2, 2, 1, 1, true, ExpectedResult = 3, TestName = "Ceil drops a window that starts in the end padding")]
    [TestCase(5, 2, 2, 0, 1, true, ExpectedResult = 3, TestName = "Ceil keeps a window that starts on the last cell")]
    [TestCase(9, 7, 3, 3, 3, true, ExpectedResult = 4, TestName = "Ceil keeps a window that starts inside and reaches past the padding")]
    [TestCase(4, 4, 1, 0, 0, false, ExpectedResult = 1, TestName = "Kernel as long as the input")]
    [TestCase(4, 5, 1, 0, 0, false, ExpectedResult = 0, TestName = "Kernel one longer than the input, stride 1")]
    [TestCase(4, 5, 3, 0, 0, false, ExpectedResult = 0, TestName = "Kernel longer than the input, stride 3: a true floor, not truncation")]
    [TestCase(4, 5, 3, 0, 0, true, ExpectedResult = 1, TestName = "Kernel longer than the input, stride 3, ceil")]
    [TestCase(4, 7, 3, 0, 0, true, ExpectedResult = 0, TestName = "Kernel one stride longer than the input, ceil")]
    [TestCase(3, 2, 1, 3, 2, false, ExpectedResult = 7, TestName = "Pads not less than the kernel")]
    [TestCase(3, 2, 1, 3, 2, true, ExpectedResult = 6, TestName = "Pads not less than the kernel, ceil takes one window off")]
    [TestCase(4, 1, 1, 0, 3, true, ExpectedResult = 6, TestName = "Ceil takes no more than one window off")]
    [TestCase(0, 1, 1, 2, 0, false, ExpectedResult = 2, TestName = "Empty input inside padding")]
    [TestCase(16_777_219, 2, 2, 0, 0, true, ExpectedResult = 8_388_610, TestName = "A size that float32 cannot hold, ceil")]
    [TestCase(16_777_219, 2, 2, 0, 0, false, ExpectedResult = 8_388_609, TestName = "A size that float32 cannot hold, floor")]
    [TestCase((1L << 53) + 1, 1, 1, 0, 0, false, ExpectedResult = (1L << 53) + 1, TestName = "A size that float64 cannot hold")]
    public long Output_size(long input, long kernel, long stride, long padBegin, long padEnd, bool ceil)
    {
        long[] shape = [1, 1, input];
        var attributes = new Reference.WindowAttributes { KernelShape = [kernel], Strides = [stride], Pads = [padBegin, padEnd], CeilMode = ceil };
        long[] output = Reference.MaxPool.OutputShape(shape, attributes);
        Assert.That(Reference.AveragePool.OutputShape(shape, attributes), Is.EqualTo(output));
        return output[2];
    }

    [TestCase(5, 3, 2, 1, "SAME_UPPER", ExpectedResult = "1+1 -> 3")]
    [TestCase(5, 3, 2, 1, "SAME_LOWER", ExpectedResult = "1+1 -> 3")]
    [TestCase(5, 3, 3, 1, "SAME_UPPER", ExpectedResult = "0+1 -> 2")]
    [TestCase(5, 3, 3, 1, "SAME_LOWER", ExpectedResult = "1+0 -> 2")]
    [TestCase(5, 4, 1, 1, "SAME_UPPER", ExpectedResult = "1+2 -> 5")]
    [TestCase(5, 4, 1, 1, "SAME_LOWER", ExpectedResult = "2+1 -> 5")]
    [TestCase(8, 3, 1, 2, "SAME_UPPER", ExpectedResult = "2+2 -> 8", TestName = "SAME pads for the dilated kernel")]
    [TestCase(8, 1, 4, 1, "SAME_UPPER", ExpectedResult = "0+0 -> 2", TestName = "SAME_UPPER never pads less than 0")]
    [TestCase(8, 1, 4, 1, "SAME_LOWER", ExpectedResult = "0+0 -> 2", TestName = "SAME_LOWER never pads less than 0")]
    [TestCase(5, 3, 3, 1, "VALID", ExpectedResult = "0+0 -> 1")]
    public string Auto_pad(long input, long kernel, long stride, long dilation, string autoPad)
    {
        var attributes = new Reference.WindowAttributes { KernelShape = [kernel], Strides = [stride], Dilations = [dilation], AutoPad = autoPad };
        Reference.Extent axis = Reference.WindowGrid.Resolve([1, 1, input], attributes).Axes[0];
        return $"{axis.PadBegin}+{axis.PadEnd} -> {axis.Output}";
    }

    [Test]
    public void Auto_pad_VALID_honours_ceil_mode_and_SAME_ignores_it()
    {
        Assert.That(Size("VALID", ceil: false), Is.EqualTo(1));
        Assert.That(Size("VALID", ceil: true), Is.EqualTo(2));
        Assert.That(Size("SAME_UPPER", ceil: true), Is.EqualTo(Size("SAME_UPPER", ceil: false)));

        static long Size(string autoPad, bool ceil) => Reference.MaxPool.OutputShape(
            [1, 1, 5], new Reference.WindowAttributes { KernelShape = [3], Strides = [3], AutoPad = autoPad, CeilMode = ceil })[2];
    }

    [Test]
    public void Auto_pad_allows_zero_pads_beside_it() =>
        Assert.That(
            Reference.MaxPool.OutputShape([1, 1, 5], new Reference.WindowAttributes { KernelShape = [3], Pads = [0, 0], AutoPad = "SAME_LOWER" }),
            Is.EqualTo(new long[] { 1, 1, 5 }));

    [Test]
    public void Axes_take_their_own_attributes()
    {
        var attributes = new Reference.WindowAttributes { KernelShape = [2, 3], Strides = [3, 1], Dilations = [1, 2], Pads = [1, 0, 0, 2] };
        var grid = Reference.WindowGrid.Resolve([2, 3, 9, 7], attributes);
        Assert.That(grid.Axes[0], Is.EqualTo(new Reference.Extent(9, 2, 3, 1, PadBegin: 1, PadEnd: 0, Output: 3)));
        Assert.That(grid.Axes[1], Is.EqualTo(new Reference.Extent(7, 3, 1, 2, PadBegin: 0, PadEnd: 2, Output: 5)));
        Assert.That(grid.OutputShape, Is.EqualTo(new long[] { 2, 3, 3, 5 }));
        Assert.That(grid.Outputs, Is.EqualTo(90));
    }

    [Test]
    public void Windows_agree_with_a_search_over_all_cells()
    {
        foreach ((long[] shape, Reference.WindowAttributes attributes) in RandomWindows.Take(1500, seed: 20260801))
        {
            var expected = new BruteForce(shape, attributes);
            var grid = Reference.WindowGrid.Resolve(shape, attributes);
            string problem = RandomWindows.Text(shape, attributes);
            Assert.That(grid.OutputShape, Is.EqualTo(expected.OutputShape), problem);

            long output = 0;
            foreach ((long[] taps, long counted) in expected.RealTaps().Zip(expected.PaddedCounts()))
            {
                Assert.That(grid.RealTaps(output), Is.EqualTo(taps), $"{problem}, window {output}");
                Assert.That(grid.CountWithPadding(output), Is.EqualTo(counted), $"{problem}, window {output}");
                output++;
            }

            Assert.That(grid.Outputs, Is.EqualTo(output), problem);
        }
    }
}
