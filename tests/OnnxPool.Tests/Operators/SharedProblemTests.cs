using OnnxPool.Conformance;

namespace OnnxPool.Tests.Operators;

/// <summary>Every kernel of every width, and any number of threads, give the same bits.</summary>
[Parallelizable(ParallelScope.All)]
sealed class SharedProblemTests
{
    const int Problems = 200;

    static readonly int[] s_threads = [1, 2, 5];

    [Test]
    public void Each_kernel_gives_the_same_bits_on_any_number_of_threads()
    {
        var random = new Random(131);
        var ran = new Dictionary<string, int>();
        int helpers = 0;
        var failures = new List<string>();
        IEnumerable<Problem> problems =
        [
            .. new RandomProblems(132).Take(Problems), .. new RandomProblems(133).TakeGradients(4 * Problems), .. new RandomProblems(134).TakeChannelsLast(Problems),
            .. new RandomProblems(135).TakePlanes(Problems),
        ];
        IEnumerable<Problem> small = [.. new RandomProblems(136).Take(Problems), .. new RandomProblems(137).TakeGradients(60 * Problems).Where(p => p.Type == ElementType.Float).Take(8 * Problems)];
        foreach (Problem problem in problems.Select(p => Widened(p, random)).Concat(small.Select(p => Multiplied(p, random))).Where(p => RandomProblems.HasSize(p.Forward)))
        {
            IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, seed: 7);
            Tensor[] first;
            string[] accepting;
            using (var scope = new KernelScope(kernel: null, threads: 1))
            {
                first = Run(problem, inputs);
                accepting = [.. scope.Accepting.Distinct()];
            }
            foreach (string? kernel in accepting.DefaultIfEmpty())
            {
                foreach (int threads in s_threads)
                {
                    using var scope = new KernelScope(kernel, threads);
                    Tensor[] again = Run(problem, inputs);
                    // It is the kernel of that name, and so of that width, that has run.
                    Assert.That(scope.Ran, Is.EqualTo(kernel is null ? (string[])[] : [kernel]), $"{problem}");
                    foreach (string name in scope.Ran) ran[name] = ran.GetValueOrDefault(name) + 1;
                    helpers += scope.Helpers;
                    for (int i = 0; i < first.Length; i++)
                    {
                        OutputDifference difference = TensorComparison.Bits(again[i], first[i]);
                        if (!difference.IsExact) failures.Add($"{problem}: {kernel} on {threads} threads against {accepting[0]}: {difference.Describe()}");
                    }
                }
            }
        }
        Assert.That(failures, Is.Empty);
        Assert.That(ran.Keys, Is.EquivalentTo(KernelChoice.Kernels.Where(k => SimdWidth.WhyNot(k.Bits) is null).Select(k => k.Name)));
        Assert.That(ran.Where(r => r.Value <= 20), Is.Empty);
        Assert.That(helpers, Is.GreaterThan(0), "other threads must have had a share");
    }

    static Tensor[] Run(Problem problem, IReadOnlyList<Tensor> inputs) => new OnnxPoolRunner().Run(problem, inputs);

    // More planes than a register has lanes, none of them smaller than that.
    static Problem Multiplied(Problem problem, Random random)
    {
        if (problem.Forward.Operator is Flatten or MaxUnpool || problem.Shape.Length < 3) return problem;
        long[] shape = problem.Shape.ToArray();
        shape[1] = random.Next(16, 40);
        shape[^1] = random.Next(16, 25);
        return problem.With(shape: shape);
    }

    // Rows of several registers, of every length: the random problems have short ones.
    static Problem Widened(Problem problem, Random random)
    {
        if (problem.Forward.Operator is Flatten or MaxUnpool || problem.Shape.Length < 3 || random.Next(2) == 0) return problem;
        long[] shape = problem.Shape.ToArray();
        if (shape[^1] == 0) return problem;
        shape[^1] = random.Next(1, 150);
        return problem.With(shape: shape);
    }
}
