using OnnxPool.Conformance;

namespace OnnxPool.Tests.Sweep.Keeping;

/// <summary>Values whose text is easily got wrong.</summary>
sealed class TensorLiteralTests
{
    static IEnumerable<TestCaseData> Tensors()
    {
        yield return new(Tensor.Of<float>([5], [-0f, float.NaN, float.NegativeInfinity, 0.1f, 1e-45f]), "Tensor.Of<float>(ElementType.Float, [5], [-0f, float.NaN, float.NegativeInfinity, 0.1f, 1E-45f])");
        yield return new(Tensor.Of<double>([1, 2], [double.MaxValue, 0.1]), "Tensor.Of<double>(ElementType.Double, [1, 2], [1.7976931348623157E+308d, 0.1d])");
        yield return new(Tensor.Of<Half>([2], [Half.MaxValue, Half.NegativeZero]), "Tensor.Of<Half>(ElementType.Float16, [2], [(Half)(65504f), (Half)(-0f)])");
        yield return new(Tensor.Of<sbyte>([0], []), "Tensor.Of<sbyte>(ElementType.Int8, [0], [])");
        yield return new(Tensor.Of<long>(ElementType.Int64, [], [long.MinValue]), "Tensor.Of<long>(ElementType.Int64, [], [-9223372036854775808])");
        yield return new(Tensor.Of<byte>(ElementType.Bool, [2], [1, 0xFF]), "Bits(ElementType.Bool, [2], [0x01, 0xFF])");
        var text = new Tensor(ElementType.String, [1]);
        text.Strings[0] = "a\"\\\n\u00e9";
        yield return new(text, "Texts([1], [\"a\\\"\\\\\\u000a\\u00e9\"])");
        yield return new(
            Tensor.Of<byte>([17], [.. Enumerable.Range(0, 17).Select(i => (byte)i)]),
            "Tensor.Of<byte>(ElementType.UInt8, [17], [\n        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,\n        16,\n    ])");
    }

    [TestCaseSource(nameof(Tensors))]
    public void It_is_written_as(Tensor tensor, string code) => Assert.That(TensorLiteral.Of(tensor, 4), Is.EqualTo(code));
}
