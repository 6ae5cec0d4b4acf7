using OnnxPool.Cli;

namespace OnnxPool.Tests.Drawing;

/// <summary>Numbers as short as a cell needs them.</summary>
[TestFixture]
public class NumberTextTests
{
    [TestCase(0, "0")]
    [TestCase(-0.0, "−0")]
    [TestCase(-9999, "−9999")]
    [TestCase(123456, "1.2e5")]
    [TestCase(0.25, "0.25")]
    [TestCase(-1 / 3.0, "−0.333")]
    [TestCase(2 / 3.0, "0.667")]
    [TestCase(11.5, "11.5")]
    [TestCase(0.9999, "1")]
    [TestCase(0.00012, "1.2e−4")]
    [TestCase(-double.Epsilon, "−4.9e−324")]
    [TestCase(double.MaxValue, "1.8e308")]
    [TestCase(double.NaN, "NaN")]
    [TestCase(double.PositiveInfinity, "∞")]
    [TestCase(double.NegativeInfinity, "−∞")]
    public void A_number_is_short(double value, string text) => Assert.That(NumberText.Of(value), Is.EqualTo(text));
}
