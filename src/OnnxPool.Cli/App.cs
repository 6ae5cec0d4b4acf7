using System.CommandLine;
using System.CommandLine.Help;
using OnnxPool.Conformance;
using OnnxPool.Onnx;

namespace OnnxPool.Cli;

/// <summary>The tool: from arguments to an exit status.</summary>
static class App
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">Verb, targets, options.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="runner">Who is checked; null for this project's own operators.</param>
    public static int Run(string[] args, Terminal terminal, IPoolRunner? runner = null)
    {
        // Not a RootCommand: that would call the tool by the name of its assembly, and "onnxpool" cannot be one beside OnnxPool.
        var root = new Command(
            "onnxpool",
            "Pooling operators of ONNX, checked against ONNX Runtime and an independent oracle.\n"
            + "Exit status: 0 all good, 1 a real difference or failure, 2 wrong usage or unreadable input.")
        {
            new HelpOption(), new VersionOption { Action = new VersionAction(terminal) },
            VerifyCommand.Create(terminal, runner ?? new OnnxPoolRunner()),
            RunCommand.Create(terminal),
            InspectCommand.Create(terminal),
            GradientCommand.Create(terminal),
            TrainCommand.Create(terminal),
            GenerateCommand.Create(terminal),
            DrawCommand.Create(terminal),
            SweepCommand.Create(terminal),
            BenchCommand.Create(terminal),
            WorkerCommand.Create(terminal),
        };
        // @FILE is ours: the parser would put the words of the file in its place.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            // What an interrupted run still does: it finishes the problem that it is at, and writes what it has.
            ProcessTerminationTimeout = TimeSpan.FromMinutes(1),
        };
        try
        {
            if (parsed.Errors.Count == 0)
            {
                // Help is for who has set something wrong, too.
                if (parsed.Action is not HelpAction) PoolEnvironment.Require();
                return parsed.Invoke(configuration);
            }
            terminal.WriteError($"{Describe(parsed, root)} (onnxpool --help shows the usage)");
            return ExitStatus.Unusable;
        }
        catch (Exception e) when (IsExpected(e))
        {
            terminal.WriteError(e.Message);
            return ExitStatus.Unusable;
        }
    }

    static string Describe(ParseResult parsed, Command root)
    {
        if (parsed.CommandResult.Command != root) return parsed.Errors[0].Message;
        string found = parsed.UnmatchedTokens is [string first, ..] ? $"'{first}'" : "none";
        return $"verb: found {found}; allowed: {string.Join(", ", root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}";
    }

    /// <summary>Whether an exception is about what the user gave, with a message of one line that says so.</summary>
    public static bool IsExpected(Exception e) =>
        e is PoolingException or InvalidModelException or ProblemFileException or PackageFetchException or OutputFileException
            or WorkerStartException;
}
