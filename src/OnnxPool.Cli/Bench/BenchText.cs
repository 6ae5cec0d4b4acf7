using Spectre.Console;

namespace OnnxPool.Cli;

/// <summary>The results of a benchmark as text.</summary>
static class BenchText
{
    public static void Write(Terminal terminal, BenchDocument document)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach ((string header, int i) in document.Whole.Headers.Select((h, i) => (h, i)))
        {
            var column = new TableColumn(header);
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }
        foreach (IReadOnlyList<string> cells in document.Whole.Cells) table.AddRow(cells.Select(c => new Text(c)));
        terminal.Tables().Write(table);
        foreach ((string name, string text) in document.Whole.Notes) terminal.Out.WriteLine($"{name}: {text}");
        foreach (string line in document.Whole.Summary) terminal.Out.WriteLine(line);
        terminal.Out.WriteLine(document.Environment);
    }
}
