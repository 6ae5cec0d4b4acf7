using System.Diagnostics;

namespace OnnxPool.Tests.CommandLine;

/// <summary>The tool under what the environment says of registers, threads and kernels; it is read once in a process, so each value takes a process of its own.</summary>
[Parallelizable(ParallelScope.All)]
sealed class EnvironmentTests
{
    /// <summary>What to set, and the widest registers that then are used, on a machine that has them.</summary>
    static IEnumerable<TestCaseData> Widths()
    {
        yield return Case("as it is", 512);
        yield return Case("ONNXPOOL_SIMD=512", 512);
        yield return Case("ONNXPOOL_SIMD=256", 256);
        yield return Case("ONNXPOOL_SIMD=128", 128);
        yield return Case("ONNXPOOL_SIMD=scalar", SimdWidth.Scalar);
        yield return Case("DOTNET_EnableAVX512=0", 256);
        yield return Case("DOTNET_EnableAVX2=0", 128);
        yield return Case("DOTNET_EnableHWIntrinsic=0", SimdWidth.Scalar);

        static TestCaseData Case(string setting, int bits) => new TestCaseData(setting, bits).SetName($"{{m}}({setting})");
    }

    [TestCaseSource(nameof(Widths))]
    public void Operators_are_right_at_every_width(string setting, int bits)
    {
        if (bits > SimdWidth.Widest && setting.StartsWith(SimdWidth.Variable, StringComparison.Ordinal)) Assert.Ignore($"no registers of {bits} bits");
        int expected = Math.Min(bits, SimdWidth.Widest);
        ToolResult version = Run([setting], "--version");
        Assert.That((version.Status, version.Error), Is.EqualTo((0, "")));
        Assert.That(version.Out, Does.Contain(Registers(expected)));

        ToolResult sweep = Run([setting], "sweep", "--cases", "150", "--seed", "11");
        Assert.That((sweep.Status, sweep.Error), Is.EqualTo((0, "")), sweep.Out);
        Assert.That(sweep.Out, Does.Contain(" 0 failed, "));

        ToolResult gradients = Run([setting], "verify", $"@{Repository.PathOf("tests", "problems", "gradients.txt")}");
        Assert.That((gradients.Status, gradients.Error), Is.EqualTo((0, "")), gradients.Out);
        Assert.That(gradients.Out, Does.Contain(" 0 failed, ").And.Contain(" 0 unsupported"));
    }

    [TestCase("DOTNET_EnableAVX512=0", "512", 256)]
    [TestCase("DOTNET_EnableAVX2=0", "256", 128)]
    [TestCase("DOTNET_EnableHWIntrinsic=0", "128", SimdWidth.Scalar)]
    public void A_width_that_is_not_there_is_refused(string setting, string forced, int widest)
    {
        string most = $"up to {Math.Min(widest, SimdWidth.Widest)} bits on this machine";
        AssertRefused([setting, $"{SimdWidth.Variable}={forced}"], $"ONNXPOOL_SIMD: found {forced}; allowed: {most}");
    }

    [TestCase("ONNXPOOL_SIMD=avx", "ONNXPOOL_SIMD: found 'avx'; allowed: scalar, 128, 256, 512")]
    [TestCase("ONNXPOOL_SIMD=1024", "ONNXPOOL_SIMD: found '1024'; allowed: scalar, 128, 256, 512")]
    [TestCase("ONNXPOOL_SIMD=1", "ONNXPOOL_SIMD: found '1'; allowed: scalar, 128, 256, 512")]
    [TestCase("ONNXPOOL_THREADS=two", "ONNXPOOL_THREADS: found 'two'; allowed: a number from 1 on")]
    [TestCase("ONNXPOOL_THREADS=0", "ONNXPOOL_THREADS: found '0'; allowed: a number from 1 on")]
    [TestCase("ONNXPOOL_THREADS=-2", "ONNXPOOL_THREADS: found '-2'; allowed: a number from 1 on")]
    [TestCase("ONNXPOOL_THREADS=99999999999", "ONNXPOOL_THREADS: found '99999999999'; allowed: a number from 1 on")]
    public void A_wrong_value_is_one_line(string setting, string message) => AssertRefused([setting], message);

    [Test]
    public void Help_is_for_who_has_set_something_wrong_too()
    {
        ToolResult help = Run(["ONNXPOOL_SIMD=avx", "ONNXPOOL_THREADS=0"], "verify", "--help");
        Assert.That((help.Status, help.Error), Is.EqualTo((0, "")));
    }

    [TestCase("ONNXPOOL_THREADS=3", "threads       3")]
    [TestCase("ONNXPOOL_THREADS=", "threads       ")]
    [TestCase("ONNXPOOL_SIMD=", "registers     ")]
    public void Empty_is_as_if_not_set(string setting, string line)
    {
        ToolResult version = Run([setting], "--version");
        Assert.That((version.Status, version.Error), Is.EqualTo((0, "")));
        Assert.That(version.Out, Does.Contain(line));
    }

    static string Registers(int bits) => $"registers     {(bits == SimdWidth.Scalar ? "scalar" : $"{bits} bits")}\n";

    static void AssertRefused(string[] settings, string message)
    {
        foreach (string[] args in (string[][])[["--version"], ["verify", "MaxPool:12 float 1x1x9 kernel_shape=2"]])
        {
            ToolResult result = Run(settings, args);
            Assert.That((result.Status, result.Out, result.Error), Is.EqualTo((2, "", $"onnxpool: {message}\n")));
        }
    }

    static ToolResult Run(string[] settings, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(Cli.App).Assembly.Location, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string setting in settings.Where(s => s.Contains('=')))
            start.Environment[setting[..setting.IndexOf('=')]] = setting[(setting.IndexOf('=') + 1)..];
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolResult(process.ExitCode, output, error.Result);
    }
}
