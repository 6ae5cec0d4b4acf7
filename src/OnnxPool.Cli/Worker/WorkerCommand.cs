using System.CommandLine;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool worker</c>: what the tool starts itself as, to run what may crash or hang. Not for people.</summary>
static class WorkerCommand
{
    const string Verb = "worker";

    /// <summary>This tool as a worker, however it was started.</summary>
    public static WorkerProgram Program
    {
        get
        {
            string self = Environment.ProcessPath!;
            return Path.GetFileNameWithoutExtension(self) == "dotnet"
                ? new WorkerProgram(self, [Path.Combine(AppContext.BaseDirectory, "OnnxPool.Cli.dll"), Verb])
                : new WorkerProgram(self, [Verb]);
        }
    }

    public static Command Create(Terminal terminal)
    {
        var command = new Command(Verb, "Serve another process of this tool on standard input and output.") { Hidden = true };
        command.SetAction(_ =>
        {
            if (!Console.IsInputRedirected || !Console.IsOutputRedirected)
            {
                terminal.WriteError("worker: found a terminal; allowed: pipes from another process of this tool");
                return ExitStatus.Unusable;
            }
            WorkerServer.Run();
            return ExitStatus.Good;
        });
        return command;
    }
}
