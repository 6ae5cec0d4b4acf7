using OnnxPool.Conformance;

namespace OnnxPool.Tests.Verification;

public sealed class ProblemDataTests
{
    // Written down once: a repro line of today must give the same data in every later version.
    [TestCase("MaxPool:12 float 1x1x2x3 kernel_shape=2,2", 0, "FB54303FC39BA4BC91CFBC3EDA8F41BF5BCC25BFDDA3DC3E")]
    [TestCase("MaxPool:12 float 1x1x2x3 kernel_shape=2,2", 1, "B37DB2BE81D7233F8F4DC73EF6FB4B3EDF433A3FD64D5D3F")]
    [TestCase("MaxPool:12 float 1x1x2x3 kernel_shape=2,2", -1, "D86F0E3DF48CA9BD4C00413F6A42363E6B8859BEAD0BF03E")]
    [TestCase("MaxPool:12 float 1x1x2x3 kernel_shape=2,2 data=ties", 0, "000040C000000040000040C0000040C000004040000040C0")]
    [TestCase("AveragePool:22 double 1x1x3 kernel_shape=2 data=special", 7, "B4AFDA39F2ACE6BF000000000000F8FF206E4729955BD43F")]
    [TestCase("AveragePool:22 double 1x1x9 kernel_shape=2 data=infinite", 7, "000000000000F0FF000000000000F0FF000000000000F0FF587F8EFD5BF8E1BF000000000000F0FF000000000000F0FF000000000000F0FF000000000000F0FF000000000000F0FF")]
    [TestCase("AveragePool:22 float 1x1x4 kernel_shape=2 data=large", 0, "FFFF3FFFFFFF5FFFFFFF7FFFFFFF5F7F")]
    [TestCase("Flatten:25 int4 5", 0, "318300")]
    [TestCase("Flatten:13 bool 7", 0, "00010101010100")]
    [TestCase("Flatten:13 float16 3", 0, "DABA7EB57D37")]
    public void Data_never_changes(string line, long seed, string bytes) =>
        Assert.That(Convert.ToHexString(ProblemData.Create(Problem.Parse(line), seed).Bytes), Is.EqualTo(bytes));

    [Test]
    public void Texts_never_change() =>
        Assert.That(string.Join(' ', ProblemData.Create(Problem.Parse("Flatten:13 string 4"), 0).Strings.ToArray()), Is.EqualTo("y628 g674 v704 h772"));

    [Test]
    public void The_stream_of_a_text_and_a_seed_never_changes()
    {
        var random = new SeededRandom("onnxpool", 42);
        Assert.That($"{random.Next()} {random.Next()} {random.Below(1000)} {random.Uniform():R}", Is.EqualTo("10860588099747128525 12685890258096968354 832 0.6767995229017265"));
    }

    [Test]
    public void Line_and_seed_decide_and_the_name_does_not()
    {
        byte[] Bytes(string line, long seed) => ProblemData.Create(Problem.Parse(line), seed).Bytes.ToArray();
        const string Line = "MaxPool:12 float 1x1x8x8 kernel_shape=2,2";
        byte[] first = Bytes(Line, 0);
        Assert.That(Bytes(Line, 0), Is.EqualTo(first));
        Assert.That(Bytes(Line + " name=x", 0), Is.EqualTo(first));
        Assert.That(Bytes(Line, 1), Is.Not.EqualTo(first));
        Assert.That(Bytes(Line, long.MinValue), Is.Not.EqualTo(first));
        Assert.That(Bytes(Line + " strides=2,2", 0), Is.Not.EqualTo(first));
        Assert.That(Bytes(Line + " outputs=Y,Indices", 0), Is.Not.EqualTo(first));
        Assert.That(Bytes("MaxPool:11 float 1x1x8x8 kernel_shape=2,2", 0), Is.Not.EqualTo(first));
    }

    [TestCase("float")]
    [TestCase("double")]
    public void Each_kind_has_what_it_says(string type)
    {
        double[] Data(string kind) => ProblemData.Create(Problem.Parse($"MaxPool:12 {type} 1x1x64x64 kernel_shape=2,2 data={kind}"), 3).ToDoubles();
        Assert.That(Data("uniform"), Is.All.InRange(-1.0, 1.0).And.Some.Negative.And.Some.GreaterThan(0.9));
        Assert.That(Data("ties"), Is.All.InRange(-4.0, 4.0));
        Assert.That(Data("ties").Where(v => v == 0).Select(double.IsNegative).Distinct().Count(), Is.EqualTo(2));
        Assert.That(Data("ties").Distinct().Count(), Is.EqualTo(9));
        double[] special = Data("special");
        Func<double, bool>[] kinds = [double.IsNaN, double.IsPositiveInfinity, double.IsNegativeInfinity, v => v == 0 && double.IsNegative(v), v => v == 0 && !double.IsNegative(v), v => v != 0 && Math.Abs(v) < 1e-40, v => double.IsFinite(v) && Math.Abs(v) > 1e38];
        foreach (Func<double, bool> kind in kinds) Assert.That(special.Any(kind));
        Assert.That(Data("infinite").Count(double.IsNegativeInfinity), Is.InRange(64 * 64 * 3 / 4, (64 * 64) - 1));
        Assert.That(Data("large").Select(Math.Abs), Is.All.GreaterThan(1e38).And.All.LessThan(double.PositiveInfinity));
    }

    [Test]
    public void Random_numbers_stay_in_their_range_and_reach_its_ends()
    {
        var random = new SeededRandom("range", 0);
        int[] below = [.. Enumerable.Range(0, 10_000).Select(_ => random.Below(7))];
        Assert.That(below.Distinct().Order(), Is.EqualTo(Enumerable.Range(0, 7)));
        double[] uniform = [.. Enumerable.Range(0, 10_000).Select(_ => random.Uniform())];
        Assert.That(uniform, Is.All.InRange(-1.0, 0.9999999999999999));
        Assert.That(uniform.Average(), Is.EqualTo(0).Within(0.05));
    }

    [Test]
    public void Filler_bits_are_zero()
    {
        foreach (string type in (string[])["uint4", "int4", "float4e2m1", "uint2", "int2"])
        {
            for (int n = 1; n < 9; n++)
            {
                Tensor x = ProblemData.Create(Problem.Parse($"Flatten:25 {type} {n}"), 0);
                int used = n * x.Type.BitsPerElement() % 8;
                if (used > 0) Assert.That(x.Bytes[^1] >> used, Is.Zero, $"{type} {n}");
            }
        }
    }
}
