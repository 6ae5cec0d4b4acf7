using OnnxPool.Conformance;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Corpus;

/// <summary>tests/problems/gradients.txt: the published lines hold, and leave nothing out.</summary>
sealed class GradientLineTests
{
    static readonly string s_path = Repository.PathOf("tests", "problems", "gradients.txt");

    static readonly Lazy<IReadOnlyList<Problem>> s_problems = new(() => ProblemFile.Read(s_path));

    [Test]
    public void All_of_them_agree_with_the_oracle()
    {
        ToolResult result = Tool.Run("verify", "@" + s_path);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain($"{s_problems.Value.Count} passed, 0 failed, 0 divergent, 0 unsupported"));
    }

    [Test]
    public void Each_has_a_name_of_its_own_and_is_written_as_it_prints()
    {
        Assert.That(s_problems.Value, Has.Count.GreaterThanOrEqualTo(150));
        Assert.That(s_problems.Value.Select(p => p.Name), Is.Unique.And.All.Not.Empty);
        string[] lines = [.. File.ReadLines(s_path).Where(l => l.Length > 0 && l[0] != '#')];
        Assert.That(s_problems.Value.Select(p => p.ToString()), Is.EqualTo(lines));
    }

    [Test]
    public void Every_operator_is_there_with_every_type_attribute_policy_and_input()
    {
        foreach (GradientOperator op in OperatorTable.Gradients)
        {
            Problem[] of = [.. s_problems.Value.Where(p => p.Operator == op)];
            OperatorVersion version = op.Versions[^1];
            Assert.That(of.Select(p => p.Type).Distinct(), Is.EquivalentTo(version.Types), op.Name);
            Assert.That(of.SelectMany(p => p.Attributes).Select(a => a.Key).Distinct(), Is.EquivalentTo(version.Attributes.Select(a => a.Name)), op.Name);
            Assert.That(of.SelectMany(p => p.Inputs).Distinct(), Is.EquivalentTo(version.Inputs), op.Name);
            if (version.Has("kernel_shape")) Assert.That(of.Select(p => p.Shape.Length - 2).Distinct(), Is.SupersetOf((int[])[1, 2, 3, 4]), op.Name);
            if (version.Has("auto_pad")) Assert.That(Values(of, "auto_pad"), Is.EquivalentTo((string[])["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"]), op.Name);
            if (version.Has("p")) Assert.That(Values(of, "p"), Is.SupersetOf((string[])["1", "2", "3", "100"]), op.Name);
            if (!version.Has("ties")) continue;
            Assert.That(
                of.Select(p => (Type: p.Type, Ties: p.Find("ties")?.String)).Where(p => p.Ties is not null).Distinct().Count(),
                Is.EqualTo(version.Types.Count * TiePolicies.Names.Count), op.Name);
            Assert.That(of.Where(p => p.Inputs.Contains("Indices")).Select(p => p.Type).Distinct(), Is.EquivalentTo(version.Types), op.Name);
        }
        Assert.That(s_problems.Value.Select(p => p.Data).Distinct(), Is.EquivalentTo(Enum.GetValues<DataKind>()));
    }

    [Test]
    public void They_reach_the_traps_that_they_are_about()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Count(p => DivergenceConditions.Holds("empty-window", p.Forward, new Tensor(p.Type, [0]))), Is.AtLeast(8), "empty windows");
            Assert.That(Count(p => p.Shape.StartsWith(0L)), Is.AtLeast(6), "no batch");
            Assert.That(Count(p => p.Find("pads")?.Ints is { } pads && pads.Zip(p.Find("kernel_shape")!.Ints.Concat(p.Find("kernel_shape")!.Ints)).Any(x => x.First >= x.Second)), Is.AtLeast(6), "pads that reach the kernel");
            Assert.That(Count(p => p.Find("pads")?.Ints is { } pads && !pads.Take(pads.Length / 2).SequenceEqual(pads.Skip(pads.Length / 2))), Is.AtLeast(5), "uneven pads");
            Assert.That(Count(p => p.Operator is not MaxUnpoolGrad && p.Find("strides")?.Ints is { } s && s.Zip(p.Find("kernel_shape")!.Ints).Any(x => x.First > x.Second)), Is.AtLeast(4), "strides above the kernel");
            Assert.That(Count(p => p.UnpoolShape is not null), Is.AtLeast(2), "output_shape");
            Assert.That(Count(p => p.Find("storage_order")?.Int == 1 && p.Inputs.Contains("Indices")), Is.AtLeast(2), "column-major Indices");
        });
        // A last window past the padded input.
        Assert.That(Count(p => p.Find("ceil_mode")?.Int == 1 && p.Forward.Bind().Geometry(p.Shape) is { } g
            && g.Axes.ToArray().Any(a => a.Start(a.Output - 1) + a.Extent > a.Input + a.PadEnd)), Is.AtLeast(3));
    }

    [Test]
    public void They_are_backend_tests()
    {
        using var folder = new TemporaryFolder();
        Assert.That(Tool.Run("generate", "@" + s_path, "--out", folder.Path).Error, Is.Empty);
        ToolResult verified = Tool.Run("verify", folder.Path);
        Assert.That((verified.Status, verified.Error), Is.EqualTo((0, "")));
        Assert.That(verified.Out, Does.Contain($"{s_problems.Value.Count} folders: {s_problems.Value.Count} passed, 0 failed, 0 divergent, 0 unsupported, 0 unreadable, 0 not ours"));
    }

    static int Count(Func<Problem, bool> holds) => s_problems.Value.Count(holds);

    static IEnumerable<string> Values(Problem[] problems, string attribute) =>
        problems.Select(p => p.Find(attribute)?.ToString()).OfType<string>().Distinct();
}
