namespace OnnxPool.Tests.Gradients;

/// <summary>Gradients that can be worked out on paper.</summary>
[TestFixture]
public sealed class WorkedExampleTests
{
    static readonly PoolAttributes s_halves = new() { KernelShape = [2, 2], Strides = [2, 2] };
    static readonly PoolAttributes s_pairs = new() { KernelShape = [2] };

    [Test]
    public void The_textbook_window_goes_back_by_each_operator()
    {
        float[] x = [.. Enumerable.Range(1, 16).Select(i => (float)i)];
        float[] dY = [1, 2, 3, 4];
        var dX = new float[16];
        MaxPool.Backward<float>(dY, x, [1, 1, 4, 4], s_halves, dX);
        Assert.That(dX, Is.EqualTo((float[])[0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4]));
        AveragePool.Backward<float>(dY, [1, 1, 4, 4], s_halves, dX);
        Assert.That(dX, Is.EqualTo((float[])[0.25f, 0.25f, 0.5f, 0.5f, 0.25f, 0.25f, 0.5f, 0.5f, 0.75f, 0.75f, 1, 1, 0.75f, 0.75f, 1, 1]));
    }

    [TestCase(TiePolicy.First, new[] { 1.0, 0, 0, 0 })]
    [TestCase(TiePolicy.Equal, new[] { 1 / 3.0, 1 / 3.0, 0, 1 / 3.0 })]
    [TestCase(TiePolicy.All, new[] { 1.0, 1, 0, 1 })]
    public void Three_twos_by_each_policy(TiePolicy ties, double[] expected)
    {
        var dX = new double[4];
        MaxPool.Backward<double>([1], [2, 2, 1, 2], [1, 1, 2, 2], s_halves, dX, ties);
        Assert.That(dX, Is.EqualTo(expected));
        GlobalMaxPool.Backward<double>([1], [2, 2, 1, 2], [1, 1, 2, 2], dX, ties);
        Assert.That(dX, Is.EqualTo(expected));
    }

    [TestCase(new float[] { 1, 3, 2, 3 }, new float[] { 0, 2, 0, 1 })]
    [TestCase(new float[] { 5, 5, 5, 5 }, new float[] { 1, 1, 1, 0 })]
    public void Overlapping_ties_go_to_the_first(float[] x, float[] expected)
    {
        var dX = new float[4];
        MaxPool.Backward<float>([1, 1, 1], x, [1, 1, 4], s_pairs, dX);
        Assert.That(dX, Is.EqualTo(expected));
    }

    [TestCase(TiePolicy.First, new[] { 0f, 1, 0, 0 })]
    [TestCase(TiePolicy.Equal, new[] { 0f, 0.5f, 0, 0.5f })]
    [TestCase(TiePolicy.All, new[] { 0f, 1, 0, 1 })]
    public void NaNs_tie_and_get_it_by_the_policy(TiePolicy ties, float[] expected)
    {
        var dX = new float[4];
        MaxPool.Backward<float>([1], [float.PositiveInfinity, float.NaN, 3, -float.NaN], [1, 1, 4], new PoolAttributes { KernelShape = [4] }, dX, ties);
        Assert.That(dX, Is.EqualTo(expected));
    }

    [Test]
    public void Many_small_gradients_are_not_lost_in_16_bits()
    {
        // One element wins 4096 windows; added in 16 bits, 1 + 1 + … stays at 2048 in float16 and at 256 in bfloat16.
        long[] shape = [1, 1, 8191];
        var attributes = new PoolAttributes { KernelShape = [4096] };
        var half = new Half[8191];
        half[4095] = Half.One;
        MaxPool.Backward<Half>([.. Enumerable.Repeat(Half.One, 4096)], half, shape, attributes, half = (Half[])half.Clone());
        Assert.That(half[4095], Is.EqualTo((Half)4096));
        var brain = new BFloat16[8191];
        brain[4095] = (BFloat16)1f;
        MaxPool.Backward<BFloat16>([.. Enumerable.Repeat((BFloat16)1f, 4096)], brain, shape, attributes, brain = (BFloat16[])brain.Clone());
        Assert.That((float)brain[4095], Is.EqualTo(4096));
    }

    [Test]
    public void Gradients_from_many_threads_have_the_same_bits()
    {
        long[] shape = [2, 3, 17, 19];
        var attributes = new PoolAttributes { KernelShape = [5, 4], Strides = [1, 2], Pads = [2, 1, 2, 2] };
        var random = new Random(4);
        float[] x = [.. Enumerable.Range(0, 2 * 3 * 17 * 19).Select(_ => (float)random.Next(-9, 9))];
        float[] dY = [.. Enumerable.Range(0, (int)Shapes.ElementCount(MaxPool.OutputShape(shape, attributes))).Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(9)))];
        float[] one = All();
        var many = new float[64][];
        Parallel.For(0, many.Length, i => many[i] = All());
        foreach (float[] all in many) Assert.That(all.Select(BitConverter.SingleToInt32Bits), Is.EqualTo(one.Select(BitConverter.SingleToInt32Bits)));

        float[] All()
        {
            float[][] dX = [new float[x.Length], new float[x.Length], new float[x.Length]];
            MaxPool.Backward<float>(dY, x, shape, attributes, dX[0], TiePolicy.Equal);
            AveragePool.Backward<float>(dY, shape, attributes, dX[1]);
            LpPool.Backward<float>(dY, x, shape, attributes, 3, dX[2]);
            return [.. dX.SelectMany(d => d)];
        }
    }
}
