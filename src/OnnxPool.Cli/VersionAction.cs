using System.CommandLine;
using System.CommandLine.Invocation;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>What runs, and on what: the tool's version, ONNX Runtime's, .NET's, registers and threads.</summary>
sealed class VersionAction(Terminal terminal) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        // The package's version, without the commit that a build may add.
        Version version = typeof(App).Assembly.GetName().Version!;
        terminal.Out.WriteLine(version.ToString(3));
        terminal.Out.WriteLine($"ONNX Runtime  {OrtSession.Version}");
        terminal.Out.WriteLine($".NET          {Environment.Version}");
        terminal.Out.WriteLine($"registers     {Registers(SimdWidth.Forced ?? SimdWidth.Widest)}");
        terminal.Out.WriteLine($"threads       {PoolThreads.Count}");
        return ExitStatus.Good;
    }

    static string Registers(int bits) => bits == 1 ? "scalar" : $"{bits} bits";
}
