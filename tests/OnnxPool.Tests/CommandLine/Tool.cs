using OnnxPool.Cli;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.CommandLine;

/// <summary>What a run of the tool left behind.</summary>
sealed record ToolResult(int Status, string Out, string Error)
{
    /// <summary>The lines of standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The tool inside this process.</summary>
static class Tool
{
    public static ToolResult Run(params string[] args) => Run(null, args);

    public static ToolResult Run(IPoolRunner? runner, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int status = App.Run(args, Terminal.Of(output, error), runner);
        return new ToolResult(status, output.ToString(), error.ToString());
    }

    /// <summary>Runs with input that cannot be used: status 2, nothing on standard output, one line on standard error with all <paramref name="parts"/>.</summary>
    public static void IsRefused(string[] args, params string[] parts)
    {
        ToolResult result = Run(args);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(2));
            Assert.That(result.Out, Is.Empty);
            Assert.That(result.ErrorLines, Has.Length.EqualTo(1), result.Error);
            Assert.That(result.Error, Does.StartWith("onnxpool: ").And.EndsWith("\n").And.Not.Contain("   at "));
            foreach (string part in parts) Assert.That(result.Error, Does.Contain(part));
        });
    }
}
