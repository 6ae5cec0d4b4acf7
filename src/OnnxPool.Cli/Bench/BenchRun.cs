using Spectre.Console;

namespace OnnxPool.Cli;

/// <summary>Times the cases of targets, with progress, and writes what came of them.</summary>
static class BenchRun
{
    public const string MarkdownName = "--markdown";

    /// <summary>Fails early where a result could not be written at the end.</summary>
    /// <exception cref="OutputFileException">As <see cref="OutputFile.RequireWritable"/>.</exception>
    public static void RequireWritable(BenchSettings settings)
    {
        foreach ((string option, string? file) in ((string, string?)[])[(CommonOptions.JsonName, settings.Json), (MarkdownName, settings.Markdown)])
            if (file is not null) OutputFile.RequireWritable(option, file);
    }

    /// <summary>Measures every case of every target.</summary>
    public static IReadOnlyList<(string Target, IReadOnlyList<TResult> Results)> Measure<TCase, TResult>(
        Terminal terminal, (string Target, TCase[] Cases)[] groups, Func<TCase, string> name, Func<TCase, TResult> measure)
    {
        if (!terminal.ShowsProgress) return Measure(_ => { });
        return terminal.Progress().Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask("bench", maxValue: groups.Sum(g => g.Cases.Length));
            return Measure(description =>
            {
                task.Description = Markup.Escape(description);
                task.Increment(1);
            });
        });

        IReadOnlyList<(string, IReadOnlyList<TResult>)> Measure(Action<string> begin) =>
        [
            .. groups.Select(group => (group.Target, (IReadOnlyList<TResult>)
            [
                .. group.Cases.Select(one =>
                {
                    begin(name(one));
                    return measure(one);
                }),
            ])),
        ];
    }

    /// <summary>Writes results to the terminal and the files that were asked for.</summary>
    public static void Write(Terminal terminal, BenchDocument document, Func<byte[]> json)
    {
        BenchText.Write(terminal, document);
        if (document.Settings.Json is { } file) OutputFile.Write(file, json());
        if (document.Settings.Markdown is { } markdown) OutputFile.Write(markdown, BenchMarkdown.Render(document, markdown, DateOnly.FromDateTime(DateTime.UtcNow)));
    }
}
