namespace OnnxPool.Tests.Operators;

/// <summary>The versions, attributes and types of ONNX's operator changelog, written out.</summary>
sealed class OperatorVersionTests
{
    const string Floats = "float16 float double";
    const string Classic = "float uint8 int8 uint16 int16 int32 int64 string bool float16 double uint32 uint64 complex64 complex128";
    const string WithBFloat16 = Classic + " bfloat16";
    const string With4Bits = WithBFloat16 + " float8e4m3fn float8e4m3fnuz float8e5m2 float8e5m2fnuz uint4 int4";
    const string WindowAttributes = "auto_pad:String kernel_shape:Ints pads:Ints strides:Ints";

    static readonly (string Operator, int Since, string Attributes, string Types, string Outputs)[] s_versions =
    [
        ("MaxPool", 1, WindowAttributes, Floats, "Y"),
        ("MaxPool", 8, WindowAttributes + " storage_order:Int", Floats, "Y Indices"),
        ("MaxPool", 10, WindowAttributes + " storage_order:Int ceil_mode:Int dilations:Ints", Floats, "Y Indices"),
        ("MaxPool", 11, WindowAttributes + " storage_order:Int ceil_mode:Int dilations:Ints", Floats, "Y Indices"),
        ("MaxPool", 12, WindowAttributes + " storage_order:Int ceil_mode:Int dilations:Ints", Floats + " int8 uint8", "Y Indices"),
        ("MaxPool", 22, WindowAttributes + " storage_order:Int ceil_mode:Int dilations:Ints", Floats + " int8 uint8 bfloat16", "Y Indices"),
        ("AveragePool", 1, WindowAttributes, Floats, "Y"),
        ("AveragePool", 7, WindowAttributes + " count_include_pad:Int", Floats, "Y"),
        ("AveragePool", 10, WindowAttributes + " count_include_pad:Int ceil_mode:Int", Floats, "Y"),
        ("AveragePool", 11, WindowAttributes + " count_include_pad:Int ceil_mode:Int", Floats, "Y"),
        ("AveragePool", 19, WindowAttributes + " count_include_pad:Int ceil_mode:Int dilations:Ints", Floats, "Y"),
        ("AveragePool", 22, WindowAttributes + " count_include_pad:Int ceil_mode:Int dilations:Ints", Floats + " bfloat16", "Y"),
        ("GlobalAveragePool", 1, "", Floats, "Y"),
        ("GlobalAveragePool", 22, "", Floats + " bfloat16", "Y"),
        ("Flatten", 1, "axis:Int", Floats, "output"),
        ("Flatten", 9, "axis:Int", Classic, "output"),
        ("Flatten", 11, "axis:Int", Classic, "output"),
        ("Flatten", 13, "axis:Int", WithBFloat16, "output"),
        ("Flatten", 21, "axis:Int", With4Bits, "output"),
        ("Flatten", 23, "axis:Int", With4Bits + " float4e2m1", "output"),
        ("Flatten", 24, "axis:Int", With4Bits + " float4e2m1 float8e8m0", "output"),
        ("Flatten", 25, "axis:Int", With4Bits + " float4e2m1 float8e8m0 uint2 int2", "output"),
        ("GlobalMaxPool", 1, "", Floats, "Y"),
        ("GlobalMaxPool", 22, "", Floats + " bfloat16", "Y"),
        ("LpPool", 1, WindowAttributes + " p:Float", Floats, "Y"),
        ("LpPool", 2, WindowAttributes + " p:Int", Floats, "Y"),
        ("LpPool", 11, WindowAttributes + " p:Int", Floats, "Y"),
        ("LpPool", 18, WindowAttributes + " p:Int ceil_mode:Int dilations:Ints", Floats, "Y"),
        ("LpPool", 22, WindowAttributes + " p:Int ceil_mode:Int dilations:Ints", Floats + " bfloat16", "Y"),
        ("GlobalLpPool", 1, "p:Float", Floats, "Y"),
        ("GlobalLpPool", 2, "p:Int", Floats, "Y"),
        ("GlobalLpPool", 22, "p:Int", Floats + " bfloat16", "Y"),
        ("MaxUnpool", 9, "kernel_shape:Ints pads:Ints strides:Ints", Floats, "output"),
        ("MaxUnpool", 11, "kernel_shape:Ints pads:Ints strides:Ints", Floats, "output"),
        ("MaxUnpool", 22, "kernel_shape:Ints pads:Ints strides:Ints", Floats + " bfloat16", "output"),
    ];

    static IEnumerable<PoolOperator> Operators => OperatorTable.All;

    [Test]
    public void The_table_holds_these_versions_and_no_other()
    {
        OperatorVersion[] actual = [.. OperatorTable.All.SelectMany(o => o.Versions)];
        Assert.That(actual.Select(v => v.ToString()), Is.EqualTo(s_versions.Select(v => $"{v.Operator}-{v.Since}")));
        foreach ((OperatorVersion version, var expected) in actual.Zip(s_versions))
        {
            Assert.That(version.Attributes.Select(a => $"{a.Name}:{a.Kind}"), Is.EquivalentTo(Words(expected.Attributes)), $"{version}");
            Assert.That(version.Types.Select(t => t.Name()), Is.EquivalentTo(Words(expected.Types)), $"{version}");
            Assert.That(version.Outputs, Is.EqualTo(Words(expected.Outputs)), $"{version}");
        }
    }

    [TestCaseSource(nameof(Operators))]
    public void Every_opset_selects_the_last_version_up_to_it(PoolOperator op)
    {
        for (int opset = op.Versions[0].Since; opset <= 28; opset++)
        {
            int since = s_versions.Where(v => v.Operator == op.Name && v.Since <= opset).Max(v => v.Since);
            Assert.That(op.VersionAt(opset).ToString(), Is.EqualTo($"{op.Name}-{since}"), $"opset {opset}");
        }
    }

    [Test]
    public void Opsets_that_ONNX_does_not_have_are_rejected(
        [ValueSource(nameof(Operators))] PoolOperator op, [Values(0, 29, -1, long.MaxValue, long.MinValue)] long opset) =>
        Assert.That(() => op.VersionAt(opset), Throws.InstanceOf<InvalidPoolingException>()
            .With.Message.EqualTo($"opset: found {opset} for {op.Name}; allowed: {op.Versions[0].Since} to 28"));

    [Test]
    public void Only_the_types_of_a_version_are_accepted()
    {
        foreach (OperatorVersion version in OperatorTable.All.SelectMany(o => o.Versions))
        {
            string[] allowed = Words(s_versions.Single(v => $"{v.Operator}-{v.Since}" == version.ToString()).Types);
            foreach (ElementType type in ElementTypes.All)
            {
                if (allowed.Contains(type.Name()))
                    Assert.That(() => version.Require(type), Throws.Nothing, $"{version} {type}");
                else
                    Assert.That(() => version.Require(type), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith($"element type: found {type.Name()} for {version}; allowed: {version.Types[0].Name()}"));
            }
        }
    }

    [Test]
    public void Operators_are_found_by_their_exact_names()
    {
        Assert.That(OperatorTable.All.Select(o => OperatorTable.Find(o.Name)), Is.EqualTo(OperatorTable.All));
        Assert.That(OperatorTable.Find("maxpool"), Is.Null);
        Assert.That(OperatorTable.Find("Conv"), Is.Null);
    }

    static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
