using OnnxPool.Conformance;
using OnnxPool.Tests.Geometry;

namespace OnnxPool.Tests.Sweep.Generation;

public sealed class ProblemGeneratorTests
{
    static readonly ProblemGenerator s_pairs = new(1);
    static readonly Problem[] s_problems = [.. s_pairs.Take(6000)];

    // Triples of the other operators with windows take long to plan and are planned alike.
    static readonly PoolOperator[] s_someOperators = [GlobalAveragePool.Operator, Flatten.Operator, LpPool.Operator, MaxUnpool.Operator];

    [TestCase(2, 1000)]
    [TestCase(3, 4000)]
    public void All_that_can_occur_together_does(int strength, int most)
    {
        ProblemGenerator generator = strength == 2 ? s_pairs : new ProblemGenerator(1, s_someOperators, strength);
        Coverage coverage = generator.NewCoverage();
        Assert.That(coverage.IsComplete, Is.False);
        foreach (Problem problem in generator.Take(generator.CoveringCount)) coverage.Add(problem);
        Assert.Multiple(() =>
        {
            Assert.That(generator.CoveringCount, Is.LessThanOrEqualTo(most));
            Assert.That(coverage.Operators.SelectMany(o => o.Missing), Is.Empty);
            Assert.That(coverage.Operators.Select(o => o.Operator), Is.EqualTo(strength == 2 ? OperatorTable.All : s_someOperators));
            Assert.That(coverage.Operators.Sum(o => o.Problems), Is.EqualTo(generator.CoveringCount));
            Assert.That(coverage.IsComplete);
            Assert.That(coverage.ToString(), Does.Contain("100.0 %").And.Not.Contain("99."));
        });
    }

    [Test]
    public void Nothing_impossible_occurs()
    {
        Interactions[] seen = [.. s_pairs.Spaces.Select(s => new Interactions(CoveringArray.Build(s, 2, 1).Interactions))];
        foreach (Problem problem in s_problems)
        {
            int i = OperatorTable.All.ToList().IndexOf(problem.Operator);
            seen[i].See(s_pairs.Spaces[i].Classify(problem));
        }
        Assert.That(seen.SelectMany(s => s.ImpossibleSeen), Is.Empty);
    }

    [Test]
    public void What_is_missing_is_listed()
    {
        var generator = new ProblemGenerator(1, [GlobalMaxPool.Operator]);
        Coverage coverage = generator.NewCoverage();
        Problem problem = generator.Take(1).Single();
        coverage.Add(problem);
        coverage.Add(Problem.Parse("Flatten:1 float 1"));
        OperatorCoverage only = coverage.Operators.Single();
        Assert.Multiple(() =>
        {
            Assert.That(only.Problems, Is.EqualTo(1));
            // Six factors make fifteen pairs.
            Assert.That(only.Seen, Is.EqualTo(15));
            Assert.That(only.Missing, Has.Count.EqualTo(only.Possible - 15).And.Member("version=22, type=bfloat16"));
            Assert.That(only.Impossible, Has.Member("version=1, type=bfloat16: GlobalMaxPool-1 does not have the type"));
        });
    }

    [Test]
    public void A_problem_without_output_shows_only_that()
    {
        ProblemGenerator generator = new(1, [GlobalMaxPool.Operator]);
        Coverage coverage = generator.NewCoverage();
        coverage.Add(Problem.Parse("GlobalMaxPool:1 float 0x2x3"));
        Assert.That(coverage.Operators.Single().Seen, Is.EqualTo(5));
    }

    [Test]
    public void Problems_are_a_function_of_the_seed()
    {
        string[] lines = Lines(1, 1000);
        Assert.That(Lines(1, 1000), Is.EqualTo(lines));
        Assert.That(Lines(2, 50), Is.Not.EqualTo(lines.Take(50)));

        static string[] Lines(long seed, int count) => [.. new ProblemGenerator(seed, [MaxUnpool.Operator, GlobalLpPool.Operator]).Take(count).Select(p => $"{p}")];
    }

    [Test]
    public void Operators_take_turns() =>
        Assert.That(s_problems.Take(16).Select(p => p.Operator), Is.EqualTo(OperatorTable.All.Concat(OperatorTable.All)));

    [Test]
    public void Only_the_operators_asked_for_are_there() =>
        Assert.That(new ProblemGenerator(1, [LpPool.Operator, Flatten.Operator]).Take(500).Select(p => p.Operator).Distinct(), Is.EqualTo((PoolOperator[])[LpPool.Operator, Flatten.Operator]));

    [Test]
    public void Operators_are_checked()
    {
        Assert.That(() => new ProblemGenerator(1, []), Throws.TypeOf<InvalidPoolingException>().With.Message.StartWith("operators: found none"));
        Assert.That(() => new ProblemGenerator(1, [Flatten.Operator, Flatten.Operator]), Throws.TypeOf<InvalidPoolingException>().With.Message.StartWith("operators: found Flatten, Flatten"));
        Assert.That(() => new ProblemGenerator(1, [FlattenGrad.Operator]), Throws.TypeOf<InvalidPoolingException>());
        Assert.That(() => new ProblemGenerator(1, [Flatten.Operator], 4), Throws.TypeOf<InvalidPoolingException>());
    }

    [Test]
    public void Every_problem_is_valid_small_and_new()
    {
        var lines = new HashSet<string>();
        int large = 0;
        foreach (Problem problem in s_problems)
        {
            string line = problem.ToString();
            Assert.That(lines.Add(line), line);
            Assert.That(Problem.Parse(line).ToString(), Is.EqualTo(line));
            problem.Version.Require(problem.Type);
            long count = Shapes.ElementCount(problem.OutputShape());
            Assert.That(count, Is.LessThanOrEqualTo(20_000), line);
            Assert.That(Shapes.ElementCount(problem.Shape), Is.LessThanOrEqualTo(100_000), line);
            if (count > 500) large++;
        }
        Assert.That(large, Is.LessThan(s_problems.Length / 10));
    }

    [Test]
    public void Every_problem_runs_here_and_in_the_oracle()
    {
        foreach (Problem problem in s_problems.Take(1500))
        {
            IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, 1);
            Tensor[] outputs = problem.Bind().Run(inputs, problem.Outputs.Count);
            Expectation[] expected = ReferenceRunner.Run(problem, inputs);
            for (int i = 0; i < outputs.Length; i++)
                Assert.That(outputs[i].Shape.ToArray(), Is.EqualTo(expected[i].Shape), $"{problem}");
        }
    }

    [Test]
    public void Few_problems_have_no_output()
    {
        int empty = s_problems.Count(p => Shapes.ElementCount(p.OutputShape()) == 0);
        Assert.That(empty, Is.LessThan(s_problems.Length / 8));
    }

    // Counted window by window, not by the formulas that the levels use.
    [Test]
    public void Sizes_are_what_their_levels_say()
    {
        var counts = new Dictionary<string, int>();
        foreach (Problem problem in s_problems)
        {
            int space = OperatorTable.All.ToList().IndexOf(problem.Operator);
            int factor = s_pairs.Spaces[space].Factors.ToList().FindIndex(f => f.Name == "sizes");
            if (factor < 0) continue;
            string level = s_pairs.Spaces[space].Factors[factor].Levels[s_pairs.Spaces[space].Classify(problem)[factor]];
            counts[level] = counts.GetValueOrDefault(level) + 1;
            AxisEnumeration[] axes = Enumerate(problem);
            bool holds = level switch
            {
                "on-the-edge" => axes.All(a => End(a, Floor(a).Output - 1) == Padded(a)),
                "one-over" => axes.All(a => End(Floor(a with { PadEnd = a.PadEnd - 1 }), Floor(a with { PadEnd = a.PadEnd - 1 }).Output - 1) == Padded(a) - 1),
                "one-short" => axes.All(a => Floor(a with { PadEnd = a.PadEnd + 1 }).Output == Floor(a).Output + 1),
                "window-is-input" => axes.All(a => End(a, 0) + a.PadBegin == a.Input),
                "last-dropped" => axes.Any(a => End(a, a.Output - 1) < Padded(a) && a.Taps(a.Output).First() >= a.Input),
                "no-window" => axes.Any(a => a.Output == 0),
                "odd-total" => axes.All(a => (a.PadBegin + a.PadEnd) % 2 == 1),
                "even-total" => axes.All(a => (a.PadBegin + a.PadEnd) % 2 == 0) && axes.Any(a => a.PadBegin > 0),
                "skips-input" => axes.Any(a => a.PadBegin + a.PadEnd == 0 && End(a, a.Output - 1) < a.Input),
                _ => true,
            };
            Assert.That(holds, $"{level}: {problem}");
            Assert.That(level == "no-window", Is.EqualTo(axes.Any(a => a.Output == 0)), $"{problem}");
        }
        Assert.That(counts, Has.Count.EqualTo(10));
        Assert.That(counts.Values, Has.All.GreaterThan(20));

        static long Padded(AxisEnumeration axis) => axis.Input + axis.PadEnd;

        static long End(AxisEnumeration axis, long window) => axis.Taps(0).Last() + 1 + (window * axis.Stride);

        static AxisEnumeration Floor(AxisEnumeration a) => AxisEnumeration.Explicit(a.Input, a.Kernel, a.Stride, a.Dilation, a.PadBegin, a.PadEnd, ceil: false);
    }

    static AxisEnumeration[] Enumerate(Problem problem)
    {
        int rank = problem.Shape.Length - 2;
        string autoPad = problem.Find("auto_pad")?.String ?? "NOTSET";
        long[] kernel = problem.Find("kernel_shape")!.Ints;
        long[] strides = problem.Find("strides")?.Ints ?? Ones(rank), dilations = problem.Find("dilations")?.Ints ?? Ones(rank);
        long[] pads = problem.Find("pads")?.Ints ?? new long[2 * rank];
        bool ceil = problem.Find("ceil_mode")?.Int == 1;
        long[] shape = problem.Shape.ToArray();
        return [.. Enumerable.Range(0, rank).Select(i => autoPad.StartsWith("SAME", StringComparison.Ordinal)
            ? AxisEnumeration.Same(shape[i + 2], kernel[i], strides[i], dilations[i], autoPad == "SAME_UPPER")
            : AxisEnumeration.Explicit(shape[i + 2], kernel[i], strides[i], dilations[i], pads[i], pads[i + rank], ceil))];
    }

    static long[] Ones(int count) => [.. Enumerable.Repeat(1L, count)];
}
