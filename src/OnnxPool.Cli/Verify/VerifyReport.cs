using System.Globalization;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using Spectre.Console;

namespace OnnxPool.Cli;

/// <summary>The results of a verification as text.</summary>
static class VerifyReport
{
    public static void Write(
        Terminal terminal, IReadOnlyList<CheckResult> results, IReadOnlyList<string> withoutPooling, IReadOnlyList<BackendResult> folders,
        VerifyOptions options)
    {
        foreach (string path in withoutPooling)
            terminal.Out.WriteLine($"{path}: no pooling nodes ({string.Join(", ", OperatorTable.All)}, or of the domain {OperatorTable.OwnDomain})");
        if (results.Count > 0)
        {
            WriteTable(terminal, results);
            if (results.Any(r => !r.HasRuntime && r.Verdict is not Verdict.Unsupported))
                terminal.Out.WriteLine($"ONNX Runtime has no operators of the domain {OperatorTable.OwnDomain}: there the oracle alone decides, and the distances are to it");
            foreach (string domain in results.Select(r => r.LoweredFrom).OfType<string>().Distinct())
                terminal.Out.WriteLine($"ONNX Runtime has no operators of the domain {domain}: it ran others that do the same, and the recorded outputs decide");
            WriteFailures(terminal.Out, results, options);
            WriteDivergences(terminal.Out, results, options);
        }
        CheckResult[] counted = [.. results.Where(r => r.PluginCalls is not null)];
        int here = counted.Count(r => r.PluginCalls > 0);
        if (counted.Length > 0)
            terminal.Out.WriteLine($"{here} of {counted.Length} pooling nodes ran in the plug-in's kernels{(here < counted.Length ? ", the others in ONNX Runtime" : "")}");
        if (folders.Count > 0) WriteFolders(terminal.Out, folders);
        if (results.Count > 0) terminal.Out.WriteLine(Summary(results));
    }

    static void WriteTable(Terminal terminal, IReadOnlyList<CheckResult> results)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string header in (string[])["from", "node", "operator", "shapes"]) table.AddColumn(header);
        table.AddColumn(new TableColumn("max abs").RightAligned());
        table.AddColumn(new TableColumn("max ULP").RightAligned());
        // Only backend tests have recorded outputs.
        bool hasRecorded = results.Any(r => r.Tolerance.Length > 0);
        if (hasRecorded) table.AddColumn("recorded held");
        bool hasCalls = results.Any(r => r.PluginCalls is not null);
        if (hasCalls) table.AddColumn(new TableColumn("plug-in calls").RightAligned());
        bool hasGradients = results.Any(r => r.Gradient is not null);
        if (hasGradients)
        {
            table.AddColumn(new TableColumn("max relative").RightAligned());
            table.AddColumn(new TableColumn("at kinks").RightAligned());
        }
        table.AddColumn("verdict");
        foreach (CheckResult r in results)
        {
            List<Text> row =
            [
                new(Origin(r)), new(r.Name), new(r.Operator), new(ShapesOf(r)), new(Number(r.Difference?.MaxAbs)), new(Number(r.Difference?.MaxUlp)),
            ];
            if (hasRecorded) row.Add(new Text(r.Tolerance));
            if (hasCalls) row.Add(new Text($"{r.PluginCalls}"));
            if (hasGradients)
            {
                row.Add(new Text(Number(r.Gradient?.Worst?.Error)));
                row.Add(new Text(r.Gradient is { } gradient ? $"{gradient.Kinks + gradient.Skipped} of {gradient.Elements + gradient.Skipped}" : ""));
            }
            row.Add(new Text(VerdictText(r), new Style(ColorOf(r.Verdict))));
            table.AddRow(row);
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
            if (r.Source != r.Line && r.Line.Length > 0) writer.WriteLine($"  case   {r.Line}");
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

    static void WriteFolders(TextWriter writer, IReadOnlyList<BackendResult> folders)
    {
        const int Listed = 20;
        BackendResult[] others = [.. folders.Where(f => f.NotOurs is not null)];
        if (others.Length <= Listed)
            foreach (BackendResult other in others) writer.WriteLine($"{other.Folder.Name}: not ours: {other.NotOurs}");
        else
            writer.WriteLine($"{others.Length} folders have no node of pooling or training and are not ours; --json lists them");
        BackendResult[] ours = [.. folders.Except(others)];
        int unreadable = ours.Count(f => f.Errors.Count > 0);
        int Count(params Verdict[] verdicts) => ours.Count(f => f.Errors.Count == 0 && verdicts.Contains(f.Verdict));
        writer.WriteLine(
            $"{folders.Count} folders: {Count(Verdict.Exact, Verdict.Within)} passed, {Count(Verdict.Failed)} failed, {Count(Verdict.Divergence)} divergent, "
            + $"{Count(Verdict.Unsupported)} unsupported, {unreadable} unreadable, {others.Length} not ours");
    }

    static string Summary(IReadOnlyList<CheckResult> results)
    {
        int Count(params Verdict[] verdicts) => results.Count(r => verdicts.Contains(r.Verdict));
        return $"{Count(Verdict.Exact, Verdict.Within)} passed, {Count(Verdict.Failed)} failed, "
            + $"{Count(Verdict.Divergence)} divergent, {Count(Verdict.Unsupported)} unsupported (ONNX Runtime {OrtSession.Version})";
    }

    // A problem line is long, and its words stand in the other columns and in the repro lines.
    static string Origin(CheckResult r) =>
        r.Source == r.Line ? "line" : Path.GetFileName(Path.TrimEndingDirectorySeparator(r.Source)) + (r.DataSet.Length > 0 ? $"/{r.DataSet}" : "");

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
        var words = new List<string> { "./onnxpool verify", ShellWord.Of(r.Source) };
        if (r.Source != r.Line) words.Add($"--node {ShellWord.Of(r.Node)}");
        if (options.InPlugin) words.Add("--provider plugin");
        if (options.Backward) words.Add("--backward");
        if (options.Seed != 0) words.Add($"--seed {options.Seed}");
        if (r.Source != r.Line) words.AddRange(options.Dimensions.Select(d => $"--dim {ShellWord.Of($"{d.Key}={d.Value}")}"));
        return string.Join(' ', words);
    }
}
