using System.Globalization;

namespace OnnxPool.Conformance;

/// <summary>
/// The known departures of ONNX Runtime, from <c>tests/divergences.txt</c>: a row a line, columns between bars
/// (id, versions, operators, types, condition, departure, clause, reason), <c>#</c> begins a comment.
/// </summary>
public sealed class DivergenceTable
{
    static readonly Lazy<DivergenceTable> s_standard = new(ReadStandard);

    DivergenceTable(IReadOnlyList<Divergence> rows) => Rows = rows;

    /// <summary>The table that this build was made with.</summary>
    public static DivergenceTable Standard => s_standard.Value;

    /// <summary>The rows.</summary>
    public IReadOnlyList<Divergence> Rows { get; }

    /// <summary>The rows that speak of ONNX Runtime's outputs for a case, with graph optimization off.</summary>
    public IReadOnlyList<Divergence> Covering(Problem problem, Tensor x, string ortVersion) =>
        [.. Rows.Where(r => r.IsOfPlainRuntime && r.Covers(problem, x, ortVersion))];

    /// <summary>The rows that speak of ONNX Runtime's outputs for a case, with graph optimization on.</summary>
    public IReadOnlyList<Divergence> CoveringOptimized(Problem problem, Tensor x, string ortVersion) =>
        [.. Rows.Where(r => r.Departs != Departure.Recorded && r.Covers(problem, x, ortVersion))];

    /// <summary>Whether ONNX Runtime is known to refuse a problem, whatever its data.</summary>
    public bool Refuses(Problem problem, string ortVersion)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var nothing = new Tensor(problem.Type, [0]);
        return Rows.Any(r => r.Departs == Departure.Refuses && r.Covers(problem, nothing, ortVersion));
    }

    /// <summary>The rows that speak of the outputs that backend tests have recorded for a case.</summary>
    public IReadOnlyList<Divergence> OfRecorded(Problem problem, Tensor x) =>
        [.. Rows.Where(r => r.Departs == Departure.Recorded && r.Covers(problem, x))];

    /// <summary>Reads a table.</summary>
    /// <param name="text">Its lines.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="ProblemFileException">A line is wrong; the message names source and line.</exception>
    public static DivergenceTable Parse(string text, string source)
    {
        var rows = new List<Divergence>();
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = ProblemFile.WithoutComment(raw);
            if (line.Length == 0) continue;
            try
            {
                Divergence row = ParseRow(line);
                if (rows.Any(r => r.Id == row.Id)) throw new FormatException($"the id {row.Id} stands twice");
                rows.Add(row);
            }
            catch (FormatException e)
            {
                throw new ProblemFileException($"{source}:{number}: {e.Message}");
            }
        }
        return new DivergenceTable(rows);
    }

    static DivergenceTable ReadStandard()
    {
        const string Name = "divergences.txt";
        using Stream stream = typeof(DivergenceTable).Assembly.GetManifestResourceStream(Name)!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), Name);
    }

    static Divergence ParseRow(string line)
    {
        string[] columns = line.Split('|', StringSplitOptions.TrimEntries);
        if (columns.Length != 8 || columns.Any(c => c.Length == 0))
            throw new FormatException("expected eight columns: id | versions | operators | types | condition | departs | clause | reason");
        bool isMistake = RecordedMistakes.Names.Contains(columns[4]);
        if (!isMistake && !DivergenceConditions.Names.Contains(columns[4]))
            throw new FormatException($"condition {columns[4]}; allowed: {string.Join(", ", DivergenceConditions.Names)}; of recorded outputs also {string.Join(", ", RecordedMistakes.Names)}");
        Departure departs = ParseDeparture(columns[5]);
        if (isMistake && departs != Departure.Recorded) throw new FormatException($"departure {columns[5]}; allowed beside {columns[4]}: recorded");
        return new Divergence(
            columns[0],
            ParseVersions(columns[1]),
            [.. columns[2].Split(',', StringSplitOptions.TrimEntries).Select(o => isMistake ? new OperatorRange(o, 1, OperatorTable.LatestOpset) : ParseOperator(o))],
            columns[3] == "*" ? [] : [.. columns[3].Split(',', StringSplitOptions.TrimEntries).Select(ParseType)],
            columns[4],
            departs,
            columns[6],
            columns[7]);
    }

    // 1.29- (no end), 1.29-1.30, 1.29, or * where it is not about ONNX Runtime
    static VersionRange ParseVersions(string text)
    {
        if (text == "*") return new VersionRange(new Version(0, 0), null);
        string[] ends = text.Split('-', 2);
        Version first = Parse(ends[0]);
        Version? last = ends.Length == 1 ? first : ends[1].Length == 0 ? null : Parse(ends[1]);
        return last is null || first <= last ? new VersionRange(first, last) : throw Wrong();

        // A patch number would never match: ranges are compared by major and minor number.
        Version Parse(string end) => Version.TryParse(end, out Version? version) && version.Build < 0 ? version : throw Wrong();

        FormatException Wrong() => new($"versions {text}; allowed: MAJOR.MINOR, MAJOR.MINOR-, MAJOR.MINOR-MAJOR.MINOR or *");
    }

    // MaxPool (all opsets), MaxPool:10- , MaxPool:1-7
    static OperatorRange ParseOperator(string text)
    {
        string[] parts = text.Split(':', 2);
        if (OperatorTable.Find(parts[0]) is not { } op) throw new FormatException($"operator {parts[0]}; allowed: {string.Join(", ", OperatorTable.All)}");
        if (parts.Length == 1) return new OperatorRange(op.Name, 1, OperatorTable.LatestOpset);
        string[] ends = parts[1].Split('-', 2);
        long first = Parse(ends[0]);
        long last = ends.Length == 1 ? first : ends[1].Length == 0 ? OperatorTable.LatestOpset : Parse(ends[1]);
        return first <= last ? new OperatorRange(op.Name, first, last) : throw Wrong();

        long Parse(string end) => long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out long opset) ? opset : throw Wrong();

        FormatException Wrong() => new($"opsets {parts[1]}; allowed: FIRST, FIRST- or FIRST-LAST");
    }

    static ElementType ParseType(string text) =>
        ElementTypes.TryParse(text, out ElementType type) ? type : throw new FormatException($"element type {text}; allowed: * or {string.Join(", ", ElementTypes.All.Select(t => t.Name()))}");

    static Departure ParseDeparture(string text) => text switch
    {
        "refuses" => Departure.Refuses,
        "shape" => Departure.Shape,
        "values" => Departure.Values,
        "differs" => Departure.Differs,
        "optimized" => Departure.Optimized,
        "recorded" => Departure.Recorded,
        _ => throw new FormatException($"departure {text}; allowed: refuses, shape, values, differs, optimized, recorded"),
    };
}
