namespace OnnxPool.Conformance;

/// <summary>What a runner is tested on, and how strictly.</summary>
public sealed record PoolingConformanceOptions
{
    // Between one problem of a kind and the next come far fewer of others, unless there is none at all.
    const int MostSkipped = 20_000;

    /// <summary>The operators of ONNX; one that the runner does not have costs time only.</summary>
    public IReadOnlyList<PoolOperator> Operators { get; init; } = OperatorTable.All;

    /// <summary>The element types; null for all.</summary>
    public IReadOnlyCollection<ElementType>? Types { get; init; }

    /// <summary>What X is filled with; null for every kind.</summary>
    public IReadOnlyCollection<DataKind>? Data { get; init; }

    /// <summary>How many problems.</summary>
    public int Cases { get; init; } = 2000;

    /// <summary>Seed of problems and data.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>2: every pair of attribute values that can occur together does occur, if there are enough problems; 3: every triple.</summary>
    public int Strength { get; init; } = 2;

    /// <summary>How far averages, norms and gradients may be off.</summary>
    public Tolerance Tolerance { get; init; } = Tolerance.Promise;

    /// <summary>How many threads call the runner; more than one is for runners that can be called from several at a time.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How many failures are made small.</summary>
    public int Shrunk { get; init; } = 10;

    /// <summary>The generator of the problems.</summary>
    /// <exception cref="InvalidPoolingException">A number out of its range, or no problem is of these operators, types and kinds of data.</exception>
    internal (ProblemGenerator Generator, IEnumerable<Problem> Problems) Generate()
    {
        if (Cases < 1) throw new InvalidPoolingException("Cases", $"{Cases}", "1 or more");
        if (Threads < 1) throw new InvalidPoolingException("Threads", $"{Threads}", "1 or more");
        var generator = new ProblemGenerator(Seed, Operators, Strength);
        return (generator, Chosen(generator.Problems()).Take(Cases));
    }

    IEnumerable<Problem> Chosen(IEnumerable<Problem> problems)
    {
        int skipped = 0;
        foreach (Problem problem in problems)
        {
            if (Types?.Contains(problem.Type) == false || Data?.Contains(problem.Data) == false)
            {
                if (++skipped < MostSkipped) continue;
                throw new InvalidPoolingException(
                    "options", $"{skipped} problems of other types or data than {Join(Types?.Select(t => t.Name()))} and {Join(Data?.Select(DataKinds.Name))}",
                    "types and data that the operators are tested with");
            }
            skipped = 0;
            yield return problem;
        }
    }

    static string Join(IEnumerable<string>? names) => names is null ? "any" : string.Join(", ", names.DefaultIfEmpty("none"));
}
