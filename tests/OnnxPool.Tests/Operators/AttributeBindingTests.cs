namespace OnnxPool.Tests.Operators;

sealed class AttributeBindingTests
{
    static readonly Dictionary<string, AttributeValue> s_values = new()
    {
        ["auto_pad"] = AttributeValue.Of("VALID"),
        ["kernel_shape"] = AttributeValue.Of([2, 2]),
        ["pads"] = AttributeValue.Of([0, 0, 0, 0]),
        ["strides"] = AttributeValue.Of([2, 1]),
        ["dilations"] = AttributeValue.Of([1, 2]),
        ["ceil_mode"] = AttributeValue.Of(1),
        ["count_include_pad"] = AttributeValue.Of(1),
        ["storage_order"] = AttributeValue.Of(1),
        ["axis"] = AttributeValue.Of(2),
        ["p"] = AttributeValue.Of(2),
        ["Kernel_shape"] = AttributeValue.Of([2, 2]),
    };

    static IEnumerable<OperatorVersion> Versions => OperatorTable.All.SelectMany(o => o.Versions);

    [TestCaseSource(nameof(Versions))]
    public void An_attribute_that_the_version_lacks_is_an_error(OperatorVersion version)
    {
        foreach ((string name, AttributeValue value) in s_values)
        {
            if (version.Find(name) is { } spec)
            {
                // p is a FLOAT in version 1 and an INT later; a test of its own binds it as a FLOAT.
                if (spec.Kind != value.Kind) continue;
                Assert.That(() => Bind(version, (name, value)), Throws.Nothing, name);
                continue;
            }
            string allowed = version.Attributes.Count == 0 ? "no attributes" : string.Join(", ", version.Attributes.Select(a => a.Name));
            Assert.That(() => Bind(version, (name, value)), Throws.InstanceOf<InvalidPoolingException>()
                .With.Message.EqualTo($"{name}: found {value}, which {version} does not have; allowed: {allowed}"));
        }
    }

    [TestCaseSource(nameof(Versions))]
    public void An_attribute_of_another_kind_is_an_error(OperatorVersion version)
    {
        AttributeValue[] kinds = [AttributeValue.Of(1), AttributeValue.Of([1L]), AttributeValue.Of(1.5f), AttributeValue.Of("1"), AttributeValue.OfOther("Tensor")];
        Assert.That(kinds.Select(k => k.Kind), Is.EquivalentTo(Enum.GetValues<AttributeKind>()));
        foreach (AttributeSpec spec in version.Attributes)
        {
            foreach (AttributeValue wrong in kinds.Where(k => k.Kind != spec.Kind))
            {
                Assert.That(() => Bind(version, (spec.Name, wrong)), Throws.InstanceOf<InvalidPoolingException>()
                    .With.Message.EqualTo($"{spec.Name}: found {wrong} ({wrong.Kind}); allowed: a value of kind {spec.Kind}"));
            }
        }
    }

    [Test]
    public void Every_attribute_reaches_the_geometry()
    {
        PoolNode node = Bind(
            MaxPool.Operator.VersionAt(12),
            ("kernel_shape", AttributeValue.Of([2, 3])), ("strides", AttributeValue.Of([3, 2])), ("dilations", AttributeValue.Of([2, 1])),
            ("pads", AttributeValue.Of([1, 0, 2, 1])), ("ceil_mode", AttributeValue.Of(1)));
        Assert.That(node.Geometry([1, 1, 7, 8])!.Axes.ToArray(), Is.EqualTo((PoolAxis[])[new(7, 3, 2, 3, 2, 1, 2), new(8, 4, 3, 2, 1, 0, 1)]));
        PoolNode same = Bind(AveragePool.Operator.VersionAt(7), ("kernel_shape", AttributeValue.Of([2])), ("auto_pad", AttributeValue.Of("SAME_LOWER")));
        Assert.That(same.Geometry([1, 1, 5])!.Axes.ToArray(), Is.EqualTo((PoolAxis[])[new(5, 5, 2, 1, 1, 1, 0)]));
    }

    [Test]
    public void What_can_be_checked_before_the_sizes_are_known_is_checked()
    {
        PoolNode node = Bind(MaxPool.Operator.VersionAt(12), ("kernel_shape", AttributeValue.Of([2, 2])), ("strides", AttributeValue.Of([1, 1])));
        Assert.That(() => node.Check(null), Throws.Nothing);
        Assert.That(() => node.Check(4), Throws.Nothing);
        Assert.That(() => node.Check(5), Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo("kernel_shape: found 2,2; allowed: 3 values >= 1"));
        Assert.That(() => node.Check(2), Throws.InstanceOf<InvalidPoolingException>().With.Message.Contains("input rank: found 2"));
        PoolNode uneven = Bind(AveragePool.Operator.VersionAt(12), ("kernel_shape", AttributeValue.Of([2, 2])), ("pads", AttributeValue.Of([1, 1])));
        Assert.That(() => uneven.Check(null), Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo("pads: found 1,1; allowed: 4 values >= 0"));
        Assert.That(() => Bind(AveragePool.Operator.VersionAt(12)).Check(null), Throws.InstanceOf<InvalidPoolingException>().With.Message.Contains("kernel_shape: found no value"));
    }

    static PoolNode Bind(OperatorVersion version, params (string Name, AttributeValue Value)[] attributes) =>
        OperatorTable.Find(version.Operator)!.Bind(version.Since, new AttributeReader(attributes.ToDictionary(a => a.Name, a => a.Value)));
}
