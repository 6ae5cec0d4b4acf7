using OnnxPool.Onnx;
using Spectre.Console;

namespace OnnxPool.Cli;

/// <summary>Where a run of the tool writes.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors and progress.</param>
/// <param name="Width">Columns of a table; a wide one where nobody watches, so that no line is broken.</param>
/// <param name="ShowsProgress">Whether a person watches <paramref name="Error"/>.</param>
/// <param name="HasColors">Whether <paramref name="Out"/> takes colours.</param>
sealed record Terminal(TextWriter Out, TextWriter Error, int Width, bool ShowsProgress, bool HasColors)
{
    const int Unlimited = 10_000;

    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess()
    {
        bool piped = Console.IsOutputRedirected;
        int width = piped ? Unlimited : Math.Max(80, AnsiConsole.Profile.Width);
        return new Terminal(Console.Out, Console.Error, width, ShowsProgress: !Console.IsErrorRedirected, HasColors: !piped);
    }

    /// <summary>Streams that nobody watches.</summary>
    public static Terminal Of(TextWriter @out, TextWriter error) => new(@out, error, Unlimited, ShowsProgress: false, HasColors: false);

    /// <summary>An error as one line, whatever it quotes.</summary>
    public void WriteError(string message) => Error.WriteLine($"onnxpool: {Printable.Of(message)}");

    /// <summary>For tables on <see cref="Out"/>.</summary>
    public IAnsiConsole Tables() => Create(Out, HasColors, Width);

    /// <summary>For progress on <see cref="Error"/>.</summary>
    public IAnsiConsole Progress() => Create(Error, ShowsProgress, Width);

    static IAnsiConsole Create(TextWriter writer, bool ansi, int width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = ansi ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = ansi ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = ansi ? InteractionSupport.Detect : InteractionSupport.No,
        });
        console.Profile.Width = width;
        return console;
    }
}
