using OnnxPool.Conformance;

namespace OnnxPool.Tests.Verification;

public sealed class DivergenceConditionsTests
{
    // condition, a line that it holds for, a line like it that it does not hold for
    static readonly string[][] s_rows =
    [
        ["same-dilated", "MaxPool:12 float 1x1x8 auto_pad=SAME_UPPER kernel_shape=3 dilations=2", "MaxPool:12 float 1x1x8 auto_pad=SAME_UPPER kernel_shape=3 dilations=1"],
        ["same-dilated", "MaxPool:12 float 1x1x8x8 auto_pad=SAME_LOWER kernel_shape=1,3 dilations=2,2", "MaxPool:12 float 1x1x8 kernel_shape=3 dilations=2"],
        ["same-skips-input", "MaxPool:12 float 1x1x8 auto_pad=SAME_UPPER kernel_shape=1 strides=4", "MaxPool:12 float 1x1x8 auto_pad=SAME_UPPER kernel_shape=3 strides=4"],
        ["kernel-exceeds-padded-input", "MaxPool:12 float 1x1x2 kernel_shape=3 strides=2", "MaxPool:12 float 1x1x2 kernel_shape=2 strides=2"],
        ["kernel-exceeds-padded-input", "MaxPool:12 float 1x1x2 kernel_shape=3 strides=2", "MaxPool:12 float 1x1x2 kernel_shape=3 strides=2 ceil_mode=1"],
        ["kernel-exceeds-padded-input", "MaxPool:12 float 1x1x2 kernel_shape=3 strides=2", "MaxPool:12 float 1x1x2 kernel_shape=3 strides=1"],
        ["pads-reach-kernel", "MaxPool:12 float 1x1x4 kernel_shape=2 pads=0,2", "MaxPool:12 float 1x1x4 kernel_shape=2 pads=1,1"],
        ["pads-reach-kernel", "MaxPool:12 float 1x1x4x4 kernel_shape=1,2 pads=1,0,0,0", "Flatten:13 float 2x3"],
        ["ceil-beyond-float", "MaxPool:12 float 0x1x16777218 kernel_shape=1 strides=16777216 ceil_mode=1", "MaxPool:12 float 0x1x16777218 kernel_shape=1 strides=16777216"],
        ["empty-window", "MaxPool:12 float 1x1x2 kernel_shape=2 dilations=3 pads=1,1", "MaxPool:12 float 1x1x2 kernel_shape=2 pads=1,1"],
        ["empty-window", "GlobalAveragePool:1 float 1x1x0", "GlobalAveragePool:1 float 1x1x1"],
        ["nan", "MaxPool:12 float 1x1x200 kernel_shape=2 data=special", "MaxPool:12 float 1x1x200 kernel_shape=2"],
        ["negative-infinity", "MaxPool:12 double 1x1x200 kernel_shape=2 data=infinite", "MaxPool:12 double 1x1x200 kernel_shape=2 data=large"],
        ["signed-zeros", "MaxPool:12 float 1x1x200 kernel_shape=2 data=ties", "MaxPool:12 float 1x1x200 kernel_shape=2 data=infinite"],
        ["sum-overflows-float", "AveragePool:11 float 1x1x9 kernel_shape=2 data=large", "AveragePool:11 float 1x1x9 kernel_shape=2 data=infinite"],
        ["power-leaves-float", "LpPool:18 float 1x1x9 kernel_shape=2 data=large", "LpPool:18 float 1x1x9 kernel_shape=2"],
        ["power-leaves-float", "GlobalLpPool:13 float 1x1x9 data=ties p=100", "GlobalLpPool:13 float 1x1x9 data=ties p=40"],
        ["over-3-spatial-axes", "MaxPool:12 float 1x1x2x2x2x2 kernel_shape=1,1,1,1", "MaxPool:12 float 1x1x2x2x2 kernel_shape=1,1,1"],
        ["no-spatial-axis", "GlobalAveragePool:1 float 2x3", "GlobalAveragePool:1 float 2x3x1"],
        ["zero-dimension-beside-n", "GlobalAveragePool:1 float 1x0x3", "GlobalAveragePool:1 float 0x0x3"],
        ["zero-dimension-beside-n", "GlobalAveragePool:1 float 2x1x0", "Flatten:13 float scalar axis=0"],
        ["unpool-into-larger-shape", "MaxUnpool:11 float 1x1x2 kernel_shape=2 strides=2 output_shape=1,1,5", "MaxUnpool:11 float 1x1x2 kernel_shape=2 strides=2 output_shape=1,1,4"],
        ["unpool-into-larger-shape", "MaxUnpool:11 float 1x1x2 kernel_shape=2 strides=2 output_shape=1,1,5", "MaxUnpool:11 float 1x1x2 kernel_shape=2 strides=2"],
        ["opset-after-26", "Flatten:27 float 2x3", "Flatten:26 float 2x3"],
        ["any", "Flatten:1 float 2x3", ""],
    ];

    [TestCaseSource(nameof(s_rows))]
    public void Conditions_hold_where_they_say(string condition, string holds, string doesNot)
    {
        Assert.That(Holds(condition, holds), condition);
        if (doesNot.Length > 0) Assert.That(Holds(condition, doesNot), Is.False);
    }

    [Test]
    public void Every_condition_has_a_row_here() =>
        Assert.That(s_rows.Select(r => r[0]).Distinct(), Is.EquivalentTo(DivergenceConditions.Names));

    static bool Holds(string condition, string line)
    {
        var problem = Problem.Parse(line);
        return DivergenceConditions.Holds(condition, problem, ProblemData.Create(problem, 0));
    }
}
