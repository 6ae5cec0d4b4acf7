using System.Text.Json;
using System.Xml.Linq;
using OnnxPool.Cli;
using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Commands;

/// <summary><c>onnxpool train</c>.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TrainTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Out => _folder.File("trained.onnx");

    [Test]
    public void A_model_learns_and_is_the_same_in_plain_ort()
    {
        (string json, string page) = (_folder.File("r.json"), _folder.File("r.html"));
        ToolResult result = Train("--epochs", "6", "--rate", "0.02", "--json", json, "--report", page);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        string[] lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[0], Does.EndWith("examples to train, 40 to test").And.Contain("4 parameters of 86 numbers").And.Contain("160 examples"));
        Assert.That(lines[2..^1].Select(l => l.Split("   ")[0]), Is.EqualTo(Enumerable.Range(1, 6).Select(e => $"epoch {e}/6")));
        Assert.That(lines[^1], Does.StartWith(Out).And.Contain("in plain ONNX Runtime 1.29.0").And.EndWith("of 40), the same"));
        JsonElement root = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.That(root.GetProperty("test_accuracy").GetDouble(), Is.GreaterThan(0.9));
        Assert.That(root.GetProperty("plain_ort_accuracy").GetDouble(), Is.EqualTo(root.GetProperty("test_accuracy").GetDouble()));
        Assert.That(root.GetProperty("epochs").GetArrayLength(), Is.EqualTo(6));
        Assert.That(Directory.GetFiles(_folder.Path).Select(Path.GetFileName), Is.EquivalentTo((string[])["model.onnx", "x1.npy", "y1.npy", "trained.onnx", "r.json", "r.html"]), "and no checkpoint");

        XDocument html = XDocument.Parse(File.ReadAllText(page));
        string[] headings = [.. html.Descendants().Where(e => e.Name.LocalName == "h2").Select(e => e.Value)];
        Assert.That(headings, Is.EqualTo((string[])["Over the epochs", "Predictions", "Which is taken for which"]));
        XElement[] curves = [.. html.Descendants().Where(e => e.Name.LocalName == "polyline")];
        Assert.That(curves.Select(c => c.Attribute("points")!.Value.Split(' ').Length), Is.EqualTo((int[])[6, 6, 6, 6]), "loss and accuracy, of both parts");
        byte[] picture = Convert.FromBase64String(html.Descendants().First(e => e.Name.LocalName == "img").Attribute("src")!.Value.Split(',')[1]);
        Assert.That(picture[..8], Is.EqualTo((byte[])[0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']));
        int[] counts = [.. html.Descendants().Single(e => e.Attribute("class")?.Value == "heat").Descendants().Where(e => e.Name.LocalName == "td").Select(e => int.TryParse(e.Value, out int n) ? n : 0)];
        Assert.That(counts.Sum(), Is.EqualTo(40), "every test example is somewhere in the matrix");
    }

    [Test]
    public void The_same_seed_gives_the_same_bytes()
    {
        byte[][] Files(string name, params string[] more)
        {
            string[] files = [_folder.File($"{name}.onnx"), _folder.File($"{name}.json"), _folder.File($"{name}.html")];
            Assert.That(Train([.. (string[])["--epochs", "2", "--shift", "1", "--json", files[1], "--report", files[2]], .. more], files[0]).Status, Is.Zero);
            return [File.ReadAllBytes(files[0]), .. files[1..].Select(f => System.Text.Encoding.UTF8.GetBytes(File.ReadAllText(f).Replace($"{name}.", "N.", StringComparison.Ordinal)))];
        }

        byte[][] first = Files("a");
        Assert.That(Files("b"), Is.EqualTo(first));
        Assert.That(Files("c", "--seed", "9")[0], Is.Not.EqualTo(first[0]));
    }

    [Test]
    public void A_checkpoint_is_gone_on_from_and_kept_if_it_was_asked_for()
    {
        string checkpoint = _folder.File("run.checkpoint");
        Assert.That(Train("--epochs", "5").Status, Is.Zero);
        byte[] expected = File.ReadAllBytes(Out);
        Assert.That(Train("--epochs", "2", "--checkpoint", checkpoint).Status, Is.Zero);
        ToolResult result = Train("--epochs", "5", "--checkpoint", checkpoint);
        Assert.That(result.Out, Does.Contain($"resumed after epoch 2 from {checkpoint}\nepoch 3/5 "));
        Assert.That(File.ReadAllBytes(Out), Is.EqualTo(expected));
        Assert.That(Train("--epochs", "5", "--checkpoint", checkpoint).Out, Does.Contain("resumed after epoch 5"));
        Assert.That(File.ReadAllBytes(Out), Is.EqualTo(expected));
    }

    [TestCase("--seed", "1")]
    [TestCase("--rate", "0.5")]
    [TestCase("--batch", "7")]
    [TestCase("--train", "100")]
    [TestCase("--schedule", "linear")]
    [TestCase("--freeze", "0.*")]
    [TestCase("--loss", "nll")]
    public void A_checkpoint_of_another_run_is_refused_and_stays(string option, string value)
    {
        string checkpoint = _folder.File("run.checkpoint");
        Assert.That(Train("--epochs", "1", "--checkpoint", checkpoint).Status, Is.Zero);
        byte[] before = File.ReadAllBytes(checkpoint);
        ToolResult result = Train("--epochs", "2", "--checkpoint", checkpoint, option, value);
        Assert.That((result.Status, result.ErrorLines.Length), Is.EqualTo((2, 1)), result.Error);
        Assert.That(result.Error, Does.Contain($"{checkpoint}: checkpoint: found one of another model or with other settings; allowed: one of this run; to begin anew, remove it"));
        Assert.That(File.ReadAllBytes(checkpoint), Is.EqualTo(before));
    }

    [TestCase("sgd", "--rate", "0.1")]
    [TestCase("momentum", "--momentum", "0.5")]
    [TestCase("nesterov", "--clip", "1")]
    [TestCase("adagrad", "--schedule", "exponential:0.9")]
    [TestCase("adam", "--schedule", "step:2:0.5")]
    [TestCase("adamw", "--weight-decay", "0.01")]
    public void Every_optimizer_lowers_the_loss(string optimizer, string option, string value)
    {
        string json = _folder.File("r.json");
        ToolResult result = Train("--epochs", "3", "--optimizer", optimizer, option, value, "--json", json);
        Assert.That(result.Status, Is.Zero, result.Error);
        double[] losses = [.. JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("epochs").EnumerateArray().Select(e => e.GetProperty("loss").GetDouble())];
        Assert.That(losses[^1], Is.LessThan(losses[0]));
    }

    [Test]
    public void Numbers_are_learned_too()
    {
        string model = _folder.File("line.onnx"), page = _folder.File("r.html");
        ModelFile.Write(model, OnnxPool.Training.Sequential.Input(1).Linear(1).Build());
        float[] x = [.. Enumerable.Range(0, 40).Select(i => (i - 20) / 10f)], y = [.. x.Select(v => (3 * v) + 1)];
        string Npy(string name, float[] values) => TrainFiles.Npy(_folder, name, "<f4", "(40, 1)", System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values));
        ToolResult result = Tool.Run("train", model, "--data", $"{Npy("x.npy", x)},{Npy("y.npy", y)}", "--loss", "mse", "--optimizer", "sgd", "--rate", "0.1", "--epochs", "60", "--batch", "8", "--out", Out, "--report", page);
        Assert.That(result.Status, Is.Zero, result.Error);
        Dictionary<string, double> trained = ModelFile.Read(Out).Graph.Initializer.ToDictionary(t => t.Name, t => TensorConversion.ToTensor(t).ToDoubles()[0]);
        Assert.That((trained["0.weight"], trained["0.bias"]), Is.EqualTo((3d, 1d)).Within(0.01));
        Assert.That(result.Out, Does.Contain("the same").And.Not.Contain("accuracy"));
        Assert.That(File.ReadAllText(page), Does.Contain("<th>found</th>").And.Not.Contain("<img"));
    }

    [Test]
    public void What_cannot_be_is_refused_before_anything_is_trained()
    {
        string model = TrainFiles.Model(_folder), data = TrainFiles.Data(_folder, 20);
        string images = data.Split(',')[0], labels = data.Split(',')[1];
        string[] Args(params string[] more) => ["train", model, "--out", Out, .. more];
        string wrong = TrainFiles.Npy(_folder, "wrong.npy", "|u1", "(20,)", [.. Enumerable.Range(0, 20).Select(i => (byte)(i % 3))]);
        string few = TrainFiles.Npy(_folder, "few.npy", "|u1", "(3,)", [0, 1, 0]);
        Assert.Multiple(() =>
        {
            Tool.IsRefused(Args("--data", "digit"), "--data: found 'digit'; allowed: digits, INPUTS,LABELS");
            Tool.IsRefused(Args("--data", $"{images},{wrong}"), "wrong.npy: labels[2]: found 2; allowed: 0 to 1");
            Tool.IsRefused(Args("--data", $"{images},{few}"), $"{few}: labels: found 3; allowed: 20 along the first axis, one for each example of {images}");
            Tool.IsRefused(Args("--data", $"{images},{model}"), $"{model}: array file: found a file that begins with", "allowed: a .npy, IDX or .pb file");
            Tool.IsRefused(Args("--data", $"{wrong},{labels}"), "inputs: found scalar for each example; allowed: 1x8x8, as 'input' of the model");
            Tool.IsRefused(Args("--data", data, "--train", "19", "--test", "2"), "split: found 19 examples to train and 2 to test; allowed: 1 or more of each, 20 together");
            Tool.IsRefused(Args("--data", data, "--test-data", data, "--train", "21"), "examples: found 20; allowed: 21 or more");
            Tool.IsRefused(Args("--data", data, "--loss", "output"), "--loss: found 'output'; allowed: softmax_cross_entropy, mse, bce, nll");
            Tool.IsRefused(Args("--data", data, "--optimizer", "lion"), "--optimizer: found 'lion'; allowed: sgd, momentum, nesterov, adagrad, adam, adamw");
            Tool.IsRefused(Args("--data", data, "--momentum", "0.5"), "--momentum: found it beside --optimizer adam");
            Tool.IsRefused(Args("--data", data, "--schedule", "step:0:2"), "--schedule: found 'step:0:2'; allowed: constant, cosine, linear, step:EPOCHS:FACTOR, exponential:FACTOR");
            Tool.IsRefused(Args("--data", data, "--clip", "0"), "--clip: found 0");
            Tool.IsRefused(Args("--data", data, "--epochs", "0"), "--epochs: found '0'; allowed: 1 to");
            Tool.IsRefused(Args("--data", data, "--freeze", "9.*"), $"{model}: frozen: found '9.*'");
            Tool.IsRefused(Args("--data", data, "--json", Out), $"--json: found {Out}, which is --out; allowed: another file");
            Tool.IsRefused(["train", model, "--data", data, "--out", model], $"--out: found {model}, which is the model");
            Tool.IsRefused(Args("--data", data, "--report", _folder.File("nowhere/r.html")), "its folder does not exist");
            Tool.IsRefused(Args("--data", data, "--checkpoint", _folder.Path), "is a folder");
            Tool.IsRefused(["train", "letnet", "--out", Out], "MODEL: found 'letnet'; allowed: sample, lenet, or a file (.onnx)");
            Tool.IsRefused(["train", _folder.File("none.onnx"), "--out", Out], "none.onnx", "no such file");
        });
        Assert.That(File.Exists(Out), Is.False);
    }

    [Test]
    public void A_folder_that_takes_no_file_is_noticed_before_training()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("/proc takes none on Linux");
        Tool.IsRefused(["train", TrainFiles.Model(_folder), "--data", TrainFiles.Data(_folder, 20), "--out", "/sys/trained.onnx"], "/sys/trained.onnx: cannot be written");
    }

    [Test]
    public void A_run_that_diverges_stops_and_names_where_it_began()
    {
        (_, string error) = (0, Train("--epochs", "3", "--optimizer", "sgd", "--rate", "1e30").Error);
        Assert.That(error, Does.Match("loss of step [0-9]+: found (NaN|∞|Infinity|-∞).*, first in node '.*; allowed: a finite one"));
        Assert.That(File.Exists(Out), Is.False);
    }

    [Test]
    public void Progress_on_a_terminal_leaves_the_results_in_order()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, 120, ShowsProgress: true, HasColors: false);
        Assert.That(App.Run(["train", TrainFiles.Model(_folder), "--data", TrainFiles.Data(_folder, 40), "--epochs", "2", "--out", Out], terminal), Is.Zero);
        Assert.That(output.ToString(), Does.Match("epoch 1/2 .*\nepoch 2/2 .*\n").And.Not.Contain("\e"));
    }

    ToolResult Train(params string[] more) => Train(more, Out);

    ToolResult Train(string[] more, string @out) =>
        Tool.Run(["train", TrainFiles.Model(_folder), "--data", TrainFiles.Data(_folder, 200), "--threads", "1", "--out", @out, .. more]);
}
