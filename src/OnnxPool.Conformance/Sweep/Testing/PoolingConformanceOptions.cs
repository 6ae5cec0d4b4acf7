namespace OnnxPool.Conformance;

/// <summary>What a runner is tested on, and how strictly.</summary>
public sealed record PoolingConformanceOptions
{
    // Of a type and a kind of data that an operator is tested with, one problem in a hundred or so is.
    const int MostSkipped = 3000;

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

    /// <summary>The problems, and a count of what they show.</summary>
    /// <exception cref="InvalidPoolingException">A number out of its range, or no problem is of these operators, types and kinds of data.</exception>
    internal (IReadOnlyList<Problem> Problems, Coverage Coverage) Generate()
    {
        if (Cases < 1) throw new InvalidPoolingException("Cases", $"{Cases}", "1 or more");
        if (Threads < 1) throw new InvalidPoolingException("Threads", $"{Threads}", "1 or more");
        PoolOperator[] typed = [.. Operators.Where(o => Types is null || o.Versions.Any(v => v.Types.Any(Types.Contains)))];
        if (typed.Length == 0 && Operators.Count > 0) throw NoneLeft();
        var generator = new ProblemGenerator(Seed, typed, Strength);
        return ([.. Chosen(generator.Problems()).Take(Cases)], generator.NewCoverage());
    }

    IEnumerable<Problem> Chosen(IEnumerable<Problem> problems)
    {
        int skipped = 0;
        foreach (Problem problem in problems)
        {
            bool isChosen = Types?.Contains(problem.Type) != false && Data?.Contains(problem.Data) != false;
            if (isChosen) yield return problem;
            skipped = isChosen ? 0 : skipped + 1;
            if (skipped > MostSkipped) throw NoneLeft();
        }
    }

    InvalidPoolingException NoneLeft() => new(
        "options", $"{string.Join(", ", Operators)} of {Join(Types?.Select(t => t.Name()), "any type")} with {Join(Data?.Select(DataKinds.Name), "any data")}",
        "types and data that these operators are tested with");

    static string Join(IEnumerable<string>? names, string all) => names is null ? all : string.Join(", ", names.DefaultIfEmpty("none"));
}
