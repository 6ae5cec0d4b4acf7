using OnnxPool.Cli;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.CommandLine;

public sealed class OptionTests
{
    const string Line = "MaxPool:12 float 1x2x5x5 kernel_shape=3,3";

    [TestCase("verb: found none; allowed: verify", "")]
    [TestCase("verb: found 'verfy'; allowed: verify", "verfy|x.onnx")]
    [TestCase("verb: found '--quick'; allowed: verify", "--quick")]
    [TestCase("Required argument missing for command: 'verify'", "verify")]
    [TestCase("option: found '--quick'; allowed: --json, --seed, --node, --dim", "verify|--quick|" + Line)]
    [TestCase("option: found '--sed=3'; allowed: --json", "verify|" + Line + "|--sed=3")]
    [TestCase("option: found '-v'", "verify|-v|" + Line)]
    [TestCase("--seed: found 'many'; allowed: -9223372036854775808 to 9223372036854775807", "verify|--seed|many|" + Line)]
    [TestCase("--seed: found '9223372036854775808'", "verify|--seed|9223372036854775808|" + Line)]
    [TestCase("--dim: found 'N'; allowed: NAME=N with N >= 0", "verify|--dim|N|" + Line)]
    [TestCase("--dim: found '=3'", "verify|--dim|=3|" + Line)]
    [TestCase("--dim: found 'N=-1'", "verify|--dim|N=-1|" + Line)]
    [TestCase("--dim: found 'N=x'", "verify|--dim|M=1|--dim|N=x|" + Line)]
    [TestCase("--dim: found 'N=9223372036854775808'", "verify|--dim|N=9223372036854775808|" + Line)]
    [TestCase("'--json'", "verify|" + Line + "|--json")]
    [TestCase("--json: found an empty path; allowed: a file name", "verify|" + Line + "|--json|")]
    [TestCase("no/such/folder/r.json: its folder does not exist", "verify|" + Line + "|--json|no/such/folder/r.json")]
    public void Wrong_usage_is_one_line(string message, string arguments) =>
        Tool.IsRefused(arguments.Length == 0 ? [] : arguments.Split('|'), message);

    [Test]
    public void A_folder_is_no_file_to_write()
    {
        using var folder = new TemporaryFolder();
        Tool.IsRefused(["verify", Line, "--json", folder.Path], $"{folder.Path}: is a folder");
    }

    [Test]
    public void What_an_argument_quotes_stays_on_the_line() =>
        Tool.IsRefused(["verify", "MaxPool:12 float 1x1x4x4 kernel_shape=2\b\e[31m,2"], "2\\u0008\\u001b[31m,2");

    [Test]
    public void Help_names_every_verb_and_option()
    {
        ToolResult tool = Tool.Run("--help");
        Assert.That((tool.Status, tool.Error), Is.EqualTo((0, "")));
        Assert.That(tool.Out, Does.Contain("verify").And.Contain("--version").And.Contain("Exit status: 0"));
        ToolResult verify = Tool.Run("verify", "--help");
        Assert.That((verify.Status, verify.Error), Is.EqualTo((0, "")));
        foreach (string word in (string[])["TARGET", "@FILE", "--json <FILE>", "--seed <N>", "--node <NAME>", "--dim <NAME=N>", "--help"])
            Assert.That(verify.Out, Does.Contain(word));
        Assert.That(Tool.Run("--version").Out, Does.Match(@"^\d+\.\d+\.\d+"));
    }

    [Test]
    public void Good_lines_exit_0_in_plain_text()
    {
        ToolResult result = Tool.Run("verify", Line, "Flatten:13 int64 2x3x4 axis=-1 name=flat", "--seed", "-7");
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain("MaxPool-12").And.Contain("1x2x5x5 -> 1x2x3x3").And.Contain("Flatten-13").And.Contain("exact"));
        Assert.That(result.Out, Does.Contain("2 passed, 0 failed, 0 divergent, 0 unsupported (ONNX Runtime 1.29.0)"));
        Assert.That(result.Out + result.Error, Does.Not.Contain("\e"));
    }

    [Test]
    public void Each_output_has_its_verdict()
    {
        ToolResult result = Tool.Run("verify", "MaxPool:12 float 1x2x5x5 kernel_shape=3,3 strides=2,2 pads=1,1,1,1 ceil_mode=1 outputs=Y,Indices");
        Assert.That(result.Status, Is.Zero);
        Assert.That(result.Out, Does.Match(@"line +Y +MaxPool-12 .* exact").And.Match(@"line +Indices +MaxPool-12 .* exact"));
    }

    [Test]
    public void A_file_of_lines_is_read_by_its_rules_not_by_those_of_a_shell()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("p.txt", "# first\nMaxPool:12 float 1x1x4 kernel_shape=2  # --json is no option here\n\nFlatten:13 float 2x3 name=f\r\n"u8);
        ToolResult result = Tool.Run("verify", "@" + path);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain("2 passed"));
    }

    [Test]
    public void Progress_goes_to_the_watched_stream_and_results_to_the_other()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.That(App.Run(["verify", Line], new Terminal(output, error, 120, ShowsProgress: true, HasColors: false)), Is.Zero);
        Assert.That(output.ToString(), Does.Contain("1 passed").And.Not.Contain("\e"));
        using var quiet = new StringWriter();
        Assert.That(App.Run(["verify", Line], Terminal.Of(new StringWriter(), quiet)), Is.Zero);
        Assert.That(quiet.ToString(), Is.Empty);
    }
}
