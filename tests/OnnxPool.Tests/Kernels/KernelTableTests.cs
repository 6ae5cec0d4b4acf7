namespace OnnxPool.Tests.Kernels;

/// <summary>How a table chooses: by order, by name, once for a geometry.</summary>
[Parallelizable(ParallelScope.All)]
sealed class KernelTableTests
{
    // The names are of real kernels, because a scope knows no others.
    static readonly string s_family = KernelChoice.Kernels[0].Family;
    static readonly string s_other = KernelChoice.Kernels.First(k => k.Family != s_family && k.Bits == 0).Family;

    static PoolGeometry Geometry() => PoolGeometry.Resolve([1, 1, 4, 4], new PoolAttributes { KernelShape = [2, 2] });

    [Test]
    public void A_geometry_remembers_the_choice_of_each_table_for_each_request()
    {
        var refusing = new Fake(s_family, refuses: request => request.Winners ? "no winners" : null);
        var last = new Fake(s_other);
        KernelTable<Fake> first = new(refusing, last), second = new(last);
        PoolGeometry geometry = Geometry();
        for (int i = 0; i < 3; i++)
        {
            Assert.That(first.Select(new(geometry, Winners: false)), Is.SameAs(refusing));
            Assert.That(first.Select(new(geometry, Winners: true)), Is.SameAs(last));
            Assert.That(second.Select(new(geometry, Winners: false)), Is.SameAs(last));
        }
        Assert.That(refusing.Asked, Is.EqualTo(2));
        Assert.That(first.Select(new(Geometry(), Winners: false)), Is.SameAs(refusing));
        Assert.That(refusing.Asked, Is.EqualTo(3));
    }

    [Test]
    public void A_scope_asks_anew_and_leaves_no_trace()
    {
        Fake first = new(s_family), second = new(s_other);
        var table = new KernelTable<Fake>(first, second);
        PoolGeometry geometry = Geometry();
        using (var scope = new KernelScope(s_other))
        {
            Assert.That(table.Select(new(geometry, Winners: false)), Is.SameAs(second));
            Assert.That((scope.Ran, scope.Accepting), Is.EqualTo(((string[])[s_other], (string[])[s_other, s_family])));
        }
        Assert.That(table.Select(new(geometry, Winners: false)), Is.SameAs(first));
        using var another = new KernelScope(s_other);
        Assert.That(table.Select(new(geometry, Winners: false)), Is.SameAs(second));
    }

    [Test]
    public void A_name_without_a_width_is_the_first_of_its_family_that_takes_the_request()
    {
        Fake plain = new(s_other), refusing = new(s_family, refuses: _ => "not this"), accepting = new(s_family, SimdWidth.Scalar);
        var table = new KernelTable<Fake>(plain, refusing, accepting);
        using var scope = new KernelScope(s_family);
        Assert.That(table.Select(new(Geometry(), Winners: false)), Is.SameAs(accepting));
    }

    [Test]
    public void Who_is_forced_and_refuses_says_why_and_not_that_another_width_is_missing()
    {
        // No machine has registers of this many bits.
        Fake absent = new(s_family, bits: 4096), refusing = new(s_family, SimdWidth.Scalar, _ => "a reason"), last = new(s_other);
        foreach (Fake[] kernels in (Fake[][])[[absent, refusing, last], [refusing, absent, last]])
        {
            using var scope = new KernelScope(s_family);
            Assert.That(
                () => new KernelTable<Fake>(kernels).Select(new(Geometry(), Winners: false)),
                Throws.InstanceOf<UnsupportedPoolingException>().With.Message.Contains($"found {s_family}, which cannot: a reason; allowed"));
        }
    }

    sealed class Fake(string name, int bits = 0, Func<KernelRequest, string?>? refuses = null) : Kernel(name, bits)
    {
        public int Asked { get; private set; }

        protected override string? Refuses(KernelRequest request)
        {
            Asked++;
            return refuses?.Invoke(request);
        }
    }
}
