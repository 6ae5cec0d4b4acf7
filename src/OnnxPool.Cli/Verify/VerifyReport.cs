using System.Globalization;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using Spectre.Console;

namespace OnnxPool.Cli;

/// <summary>The results of a verification as text.</summary>
static class VerifyReport
{
    public static void Write(
        Terminal terminal, IReadOnlyList<CheckResult> results, IReadOnlyList<string> withoutPooling, VerifyOptions options)
    {
        foreach (string path in withoutPooling)
            terminal.Out.WriteLine($"{path}: no pooling nodes ({string.Join(", ", OperatorTable.All)})");
        if (results.Count == 0) return;
        WriteTable(terminal, results);
        WriteFailures(terminal.Out, results, options);
        WriteDivergences(terminal.Out, results, options);
        terminal.Out.WriteLine(Summary(results));
    }

    static void WriteTable(Terminal terminal, IReadOnlyList<CheckResult> results)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string header in (string[])["from", "node", "operator", "shapes"]) table.AddColumn(header);
        table.AddColumn(new TableColumn("max abs").RightAligned());
        table.AddColumn(new TableColumn("max ULP").RightAligned());
        table.AddColumn("verdict");
        foreach (CheckResult r in results)
        {
            table.AddRow(
                new Text(Origin(r)), new Text(r.Name), new Text(r.Operator), new Text(ShapesOf(r)),
                new Text(Number(r.Difference?.MaxAbs)), new Text(Number(r.Difference?.MaxUlp)),
                new Text(VerdictText(r), new Style(ColorOf(r.Verdict))));
        }
        terminal.Tables().Write(table);
    }

    static void WriteFailures(TextWriter writer, IReadOnlyList<CheckResult> results, VerifyOptions options)
    {
        foreach (CheckResult r in results.Where(r => r.Verdict == Verdict.Failed))
        {
            string subject = r.Name.Length == 0 ? r.Operator : $"{r.Operator} {r.Name}";
            writer.WriteLine($"FAILED {subject}: {Printable.Of(r.Reason)}");
            if (r.Difference?.First is { } first) writer.WriteLine($"  first  {first}");
            if (r.Difference?.Worst is { } worst) writer.WriteLine($"  worst  {worst}");
            writer.WriteLine($"  repro  {Repro(r, options)}");
            if (r.Source != r.Line) writer.WriteLine($"  case   {r.Line}");
        }
    }

    static void WriteDivergences(TextWriter writer, IReadOnlyList<CheckResult> results, VerifyOptions options)
    {
        foreach (IGrouping<string, CheckResult> row in results.Where(r => r.Verdict == Verdict.Divergence).GroupBy(r => r.Row!.Id))
        {
            writer.WriteLine($"divergence {row.Key}: {row.First().Row!.Reason}");
            foreach (string repro in row.Select(r => Repro(r, options)).Distinct()) writer.WriteLine($"  repro  {repro}");
        }
    }

    static string Summary(IReadOnlyList<CheckResult> results)
    {
        int Count(params Verdict[] verdicts) => results.Count(r => verdicts.Contains(r.Verdict));
        return $"{Count(Verdict.Exact, Verdict.Within)} passed, {Count(Verdict.Failed)} failed, "
            + $"{Count(Verdict.Divergence)} divergent, {Count(Verdict.Unsupported)} unsupported (ONNX Runtime {OrtSession.Version})";
    }

    // A problem line is long, and its words stand in the other columns and in the repro lines.
    static string Origin(CheckResult r) => r.Source == r.Line ? "line" : Path.GetFileName(r.Source);

    static string ShapesOf(CheckResult r) =>
        r.InputShape is null ? "" : $"{Format(r.InputShape)} -> {(r.OutputShape is null ? "?" : Format(r.OutputShape))}";

    static string Format(IReadOnlyList<long> shape) => Shapes.Format([.. shape]);

    static string Number(double? value) => value switch
    {
        null => "",
        double.PositiveInfinity => "inf",
        _ => value.Value.ToString("0.###e+0", CultureInfo.InvariantCulture) is var scientific && value is 0 or (>= 0.001 and < 1e6)
            ? value.Value.ToString("0.###", CultureInfo.InvariantCulture)
            : scientific,
    };

    public static string VerdictText(CheckResult r) => r.Verdict switch
    {
        Verdict.Exact => "exact",
        Verdict.Within => "within",
        Verdict.Divergence => $"divergence {r.Reason}",
        Verdict.Failed => "FAILED",
        _ => $"unsupported {Printable.Of(r.Reason)}",
    };

    static Color ColorOf(Verdict verdict) => verdict switch
    {
        Verdict.Exact or Verdict.Within => Color.Green,
        Verdict.Failed => Color.Red,
        _ => Color.Yellow,
    };

    static string Repro(CheckResult r, VerifyOptions options)
    {
        var words = new List<string> { "./onnxpool verify", Quote(r.Source) };
        if (r.Source != r.Line) words.Add($"--node {Quote(r.Node)}");
        if (options.Seed != 0) words.Add($"--seed {options.Seed}");
        if (r.Source != r.Line) words.AddRange(options.Dimensions.Select(d => $"--dim {Quote($"{d.Key}={d.Value}")}"));
        return string.Join(' ', words);
    }

    // For a POSIX shell: inside single quotes everything is itself but the quote.
    static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '=' or ',')
            ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
