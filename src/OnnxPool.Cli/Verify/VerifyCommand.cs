using System.CommandLine;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool verify</c>.</summary>
static class VerifyCommand
{
    public static Command Create(Terminal terminal, IPoolRunner runner)
    {
        var targets = new Argument<string[]>("TARGET")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A model (.onnx), a folder of models or ONNX backend tests, a problem line in quotes such as "
                + "\"MaxPool:12 float 1x2x5x5 kernel_shape=3,3\", or @FILE with a problem line on each line.",
        };
        // The parser takes what it does not know for a target.
        targets.Validators.Add(CommonOptions.RejectOptions);
        Option<string?> json = CommonOptions.Json();
        Option<long> seed = CommonOptions.Seed();
        var node = new Option<string?>("--node") { HelpName = "NAME", Description = "Check only this node of a model." };
        Option<Dictionary<string, long>> dims = CommonOptions.Dimensions();
        var expectations = new Option<string[]>("--expectations")
        {
            HelpName = "FILE",
            Description = "Hold the backend tests found against this file, which accounts for each of them; may be repeated. Any drift is a failure.",
            Arity = ArgumentArity.OneOrMore,
        };
        var provider = new Option<string>(VerifyRun.ProviderName)
        {
            HelpName = "onnxpool|plugin",
            Description = "Who is checked: our operators, or ONNX Runtime with our operators as its plug-in, which runs models whole.",
            DefaultValueFactory = _ => VerifyRun.Operators,
        };
        var backward = new Option<bool>("--backward") { Description = "Check the gradient of every node too, by differences in double." };
        var command = new Command("verify", "Compute pooling nodes again and compare them with ONNX Runtime, the oracle and what backend tests have recorded.\n\n"
            + "  onnxpool verify model.onnx\n"
            + "  onnxpool verify folder/ --json result.json\n"
            + "  onnxpool verify \"MaxPool:12 float 1x2x5x5 kernel_shape=3,3\" --seed 7\n"
            + "  onnxpool verify \"MaxPool:22 float 1x2x5x5 kernel_shape=3,3\" --backward\n"
            + "  onnxpool verify \"MaxPoolGrad:1 float 1x1x4x4 kernel_shape=2,2 ties=equal\"\n"
            + "  onnxpool verify @problems.txt\n"
            + "  onnxpool verify --provider plugin model.onnx\n"
            + "  onnxpool verify /usr/share/libonnx-testdata/data/node --expectations tests/backend/expectations.txt")
        {
            targets, json, seed, node, dims, provider, backward, expectations,
        };
        command.SetAction(parsed => new VerifyRun(terminal, parsed.GetValue(json), parsed.GetValue(expectations) ?? [], new VerifyOptions
        {
            Seed = parsed.GetValue(seed),
            Node = parsed.GetValue(node),
            Dimensions = parsed.GetValue(dims) ?? [],
            Runner = runner,
            Lowering = new TrainingLowering(),
            InPlugin = VerifyRun.IsPlugin(parsed.GetValue(provider)!),
            Backward = parsed.GetValue(backward),
            GradientRunner = runner as IGradientRunner ?? new OnnxPoolGradientRunner(),
        }).Run(parsed.GetValue(targets)!));
        return command;
    }
}
