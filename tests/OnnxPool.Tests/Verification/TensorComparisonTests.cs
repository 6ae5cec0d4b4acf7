using OnnxPool.Conformance;
using OnnxPool.Reference;

namespace OnnxPool.Tests.Verification;

public sealed class TensorComparisonTests
{
    const int Count = 5;

    [Test]
    public void Equal_tensors_are_exact()
    {
        foreach (ElementType type in ElementTypes.All)
        {
            Tensor x = Filled(type), y = Filled(type);
            if (Ulp.Format(type) is null || type is ElementType.Float or ElementType.Double)
                Assert.That((TensorComparison.Exact(x, y).IsExact, TensorComparison.Exact(x, y).IsAccepted), Is.EqualTo((true, true)), type.Name());
        }
    }

    [TestCase(ElementType.Float, 0)]
    [TestCase(ElementType.Float, Count - 1)]
    [TestCase(ElementType.Double, 0)]
    [TestCase(ElementType.Double, Count - 1)]
    [TestCase(ElementType.Int64, 0)]
    [TestCase(ElementType.Int64, Count - 1)]
    [TestCase(ElementType.Int8, Count - 1)]
    [TestCase(ElementType.Bool, Count - 1)]
    [TestCase(ElementType.Complex128, Count - 1)]
    [TestCase(ElementType.UInt4, Count - 1)]
    [TestCase(ElementType.Int2, Count - 1)]
    [TestCase(ElementType.String, 0)]
    [TestCase(ElementType.String, Count - 1)]
    public void One_planted_difference_is_found_where_it_is(ElementType type, int at)
    {
        Tensor actual = Filled(type), expected = Filled(type);
        if (type == ElementType.String) actual.Strings[at] += "!";
        else actual.Bytes[at * Math.Max(1, type.BitsPerElement()) / 8] ^= 1;
        OutputDifference difference = TensorComparison.Exact(actual, expected);
        // Packed types are compared by the byte: the place is that of its first element.
        int place = type.BitsPerElement() is > 0 and < 8 ? at / (8 / type.BitsPerElement()) * (8 / type.BitsPerElement()) : at;
        Assert.That((difference.Outside, difference.Unequal, difference.IsAccepted, difference.IsExact), Is.EqualTo((1L, 1L, false, false)));
        Assert.That((difference.First!.Value.Index, difference.Worst!.Value.Index), Is.EqualTo(((long)place, (long)place)));
        Assert.That(difference.First!.Value.Actual, Is.Not.EqualTo(difference.First!.Value.Expected));
        Assert.That(TensorComparison.Exact(expected, actual).First!.Value.Expected, Is.EqualTo(difference.First!.Value.Actual));
        Assert.That(TensorComparison.Bits(actual, expected), Is.EqualTo(difference));
    }

    [Test]
    public void First_and_worst_are_told_apart()
    {
        OutputDifference difference = TensorComparison.Exact(Floats(0, 1.5f, 2, 9, 4), Floats(0, 1, 2, 3, 5));
        Assert.That(difference.First, Is.EqualTo(new Mismatch(1, "1.5", "1")));
        Assert.That(difference.Worst, Is.EqualTo(new Mismatch(3, "9", "3")));
        Assert.That((difference.Elements, difference.Outside, difference.MaxAbs), Is.EqualTo((5L, 3L, 6.0)));
        Assert.That(difference.Describe(), Is.EqualTo("3 of 5 elements, first [1] 1.5 instead of 1, worst [3] 9 instead of 3"));
    }

    [Test]
    public void Large_integers_that_differ_by_one_are_shown_as_they_are()
    {
        OutputDifference difference = TensorComparison.Exact(Longs(long.MaxValue, 5), Longs(long.MaxValue - 1, 5));
        Assert.That(difference.First, Is.EqualTo(new Mismatch(0, "9223372036854775807", "9223372036854775806")));
        Assert.That((difference.MaxAbs, difference.Outside), Is.EqualTo((1.0, 1L)));
        Assert.That(TensorComparison.Exact(Longs(long.MinValue), Longs(long.MaxValue)).MaxAbs, Is.EqualTo(Math.ScaleB(1, 64)));
    }

    [TestCase(float.NaN, float.NaN, true)]
    [TestCase(0f, -0f, false)]
    [TestCase(-0f, 0f, false)]
    [TestCase(float.NaN, 1f, false)]
    [TestCase(1f, float.NaN, false)]
    [TestCase(float.PositiveInfinity, float.PositiveInfinity, true)]
    [TestCase(float.PositiveInfinity, float.NegativeInfinity, false)]
    [TestCase(float.MaxValue, float.PositiveInfinity, false)]
    public void Special_values(float actual, float expected, bool equal)
    {
        OutputDifference difference = TensorComparison.Exact(Floats(1, actual), Floats(1, expected));
        Assert.That((difference.IsExact, difference.IsAccepted), Is.EqualTo((equal, equal)));
        // However wide, a bound does not make a number of NaN or infinity.
        OutputDifference bounded = TensorComparison.Within(Floats(1, actual), Floats(1, expected), [1e300, 1e300]);
        Assert.That(bounded.IsAccepted, Is.EqualTo(equal || (actual == 0 && expected == 0)));
        if (!equal && (!float.IsFinite(actual) || !float.IsFinite(expected)))
            Assert.That((difference.MaxAbs, difference.MaxUlp), Is.EqualTo((double.PositiveInfinity, double.PositiveInfinity)));
    }

    [Test]
    public void Bits_tells_NaNs_apart_and_Exact_does_not()
    {
        Tensor a = Floats(1, BitConverter.UInt32BitsToSingle(0x7FC00000)), e = Floats(1, BitConverter.UInt32BitsToSingle(0xFFC00000));
        Assert.That(TensorComparison.Exact(a, e).IsExact);
        Assert.That(TensorComparison.Bits(a, a).IsExact);
        OutputDifference difference = TensorComparison.Bits(a, e);
        Assert.That((difference.IsAccepted, difference.First!.Value.Index), Is.EqualTo((false, 1L)));
        Assert.That((string[])[difference.First!.Value.Actual, difference.First!.Value.Expected], Is.EquivalentTo((string[])["NaN 0x7FC00000", "NaN 0xFFC00000"]));
        Assert.That(TensorComparison.Bits(Floats(2, float.NaN), Floats(1, float.NaN)).First!.Value.Index, Is.Zero);
    }

    [Test]
    public void Shape_and_type_come_first()
    {
        Tensor x = Floats(1, 2, 3, 4);
        OutputDifference shape = TensorComparison.Exact(x.Reshape([2, 2]), x);
        Assert.That((shape.IsAccepted, shape.IsExact, shape.Describe()), Is.EqualTo((false, false, "shape 2x2 instead of 4")));
        Assert.That(TensorComparison.Bits(x.Reshape([2, 2]), x).Describe(), Is.EqualTo("shape 2x2 instead of 4"));
        var longs = new Tensor(ElementType.Int64, [4]);
        Assert.That(TensorComparison.Within(longs, x, [9, 9, 9, 9]).Describe(), Is.EqualTo("element type int64 instead of float"));
    }

    [Test]
    public void Bounds_hold_for_their_own_element_and_their_edge_is_inside()
    {
        Tensor e = Floats(1, 1, 1);
        Assert.That(TensorComparison.Within(Floats(1.5f, 1.25f, 1), e, [0.5, 0.25, 0]).IsAccepted);
        Assert.That(TensorComparison.Within(Floats(1.5f, 1.25f, 1), e, [0.5, 0.25, 0]).IsExact, Is.False);
        OutputDifference outside = TensorComparison.Within(Floats(1.5f, 1.25f, 1), e, [0.5, 0.2499, 0]);
        Assert.That((outside.Outside, outside.Unequal, outside.First!.Value.Index), Is.EqualTo((1L, 2L, 1L)));
        Assert.That(outside.MaxAbs, Is.EqualTo(0.5));
    }

    [Test]
    public void The_promise_of_averages_is_one_ULP_of_float_and_two_of_double()
    {
        long[] shape = [1, 1, 3];
        var exact = ExactSums.Of(Reference.GlobalAveragePool.Forward([1, 1, 2], shape));
        float y = (float)(4.0 / 3);
        Assert.That(Promise(y).IsAccepted);
        Assert.That(Promise(MathF.BitIncrement(y)).IsAccepted, Is.EqualTo(exact.ErrorInUlps(0, MathF.BitIncrement(y), FloatFormat.Binary32) <= 1));
        Assert.That(Promise(MathF.BitIncrement(MathF.BitIncrement(y))).IsAccepted, Is.False);
        Assert.That(Promise(MathF.BitDecrement(MathF.BitDecrement(y))).IsAccepted, Is.False);
        Assert.That(Promise(float.NaN).IsAccepted, Is.False);
        Assert.That(Promise(float.PositiveInfinity).IsAccepted, Is.False);
        double d = 4.0 / 3;
        Assert.That(PromiseDouble(d).IsAccepted);
        Assert.That(PromiseDouble(Math.BitIncrement(d)).IsAccepted);
        for (int i = 0; i < 4; i++) d = Math.BitIncrement(d);
        Assert.That(PromiseDouble(d).IsAccepted, Is.False);
        var wrongShape = TensorComparison.Promise(new Tensor(ElementType.Float, [1, 1]), ElementType.Float, exact, 1, 2);
        Assert.That(wrongShape.Describe(), Is.EqualTo("shape 1x1 instead of 1x1x1"));

        OutputDifference Promise(float value) =>
            TensorComparison.Promise(Tensor.Of<float>(ElementType.Float, [1, 1, 1], [value]), ElementType.Float, exact, 1, 2);
        OutputDifference PromiseDouble(double value) =>
            TensorComparison.Promise(Tensor.Of<double>(ElementType.Double, [1, 1, 1], [value]), ElementType.Double, exact, 2, 2);
    }

    [Test]
    public void ONNX_Runtime_may_be_off_by_its_own_rounding_and_no_more()
    {
        var problem = Problem.Parse("GlobalAveragePool:1 float 1x1x100");
        double[] bounds = ReferenceRunner.Run(problem, [ProblemData.Create(problem, 0)]).Single().RuntimeBounds()!;
        // 106 roundings of terms below 1, half an ULP each.
        Assert.That(bounds.Single(), Is.InRange(1e-6, 106 * Math.ScaleB(1, -24) * 1.01));
    }

    static Tensor Floats(params float[] values) => Tensor.Of<float>(ElementType.Float, [values.Length], values);

    static Tensor Longs(params long[] values) => Tensor.Of<long>(ElementType.Int64, [values.Length], values);

    static Tensor Filled(ElementType type) => ProblemData.Create(type, [Count], DataKind.Uniform, "comparison", 1);
}
