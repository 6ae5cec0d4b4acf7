using Spectre.Console;

namespace OnnxPool.Cli;

/// <summary>The results of a benchmark as text.</summary>
static class BenchText
{
    public static void Write(Terminal terminal, BenchReport report)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string header in BenchReport.Headers(report.Rows))
        {
            var column = new TableColumn(header);
            table.AddColumn(header == BenchReport.FirstHeader ? column : column.RightAligned());
        }
        foreach (IReadOnlyList<string> cells in BenchReport.Cells(report.Rows)) table.AddRow(cells.Select(c => new Text(c)));
        terminal.Tables().Write(table);
        foreach (BenchRow row in report.Rows.Where(r => r.Result.Note.Length > 0)) terminal.Out.WriteLine($"{row.Name}: {row.Result.Note}");
        if (BenchReport.Ratios(report.Rows) is { } ratios) terminal.Out.WriteLine(ratios);
        terminal.Out.WriteLine(BenchReport.Shares(report.Rows));
        terminal.Out.WriteLine(report.Environment);
    }
}
