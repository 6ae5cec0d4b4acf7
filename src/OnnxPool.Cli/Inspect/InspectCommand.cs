using System.CommandLine;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool inspect</c>.</summary>
static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var targets = new Argument<string[]>("TARGET")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A model, a folder of models, a problem line in quotes, or @FILE with a problem line on each line.",
        };
        targets.Validators.Add(CommonOptions.RejectOptions);
        Option<string?> json = CommonOptions.Json();
        Option<long> seed = CommonOptions.Seed();
        Option<Dictionary<string, long>> dims = CommonOptions.Dimensions();
        var command = new Command("inspect", "Show where the windows of pooling nodes lie: padding, shapes, partial and empty windows, memory, warnings.\n\n"
            + "  onnxpool inspect model.onnx --dim batch=1\n"
            + "  onnxpool inspect \"MaxPool:12 float 1x2x5x5 kernel_shape=3,3 strides=2,2 ceil_mode=1\"\n\n"
            + "Receptive field: how far a window reaches over the node's input, and through convolutions, poolings and elementwise nodes before it\n"
            + "over the model's. Bytes: each element of inputs and outputs once.")
        {
            targets, json, seed, dims,
        };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(targets)!, parsed.GetValue(json), new VerifyOptions
        {
            Seed = parsed.GetValue(seed),
            Dimensions = parsed.GetValue(dims) ?? [],
        }));
        return command;
    }

    static int Run(Terminal terminal, string[] arguments, string? json, VerifyOptions options)
    {
        if (json is not null) OutputFile.RequireWritable(CommonOptions.JsonName, json);
        var inspector = new ModelInspector(options);
        var nodes = new List<NodeInspection>();
        int status = ExitStatus.Good;
        foreach (VerifyTarget target in arguments.SelectMany(VerifyTarget.Resolve))
        {
            try
            {
                IReadOnlyList<NodeInspection> found = Inspect(inspector, target, terminal.Error.WriteLine);
                if (found.Count == 0) terminal.Out.WriteLine($"{target.Source}: no pooling nodes ({string.Join(", ", OperatorTable.All)}, or of the domain {OperatorTable.OwnDomain})");
                foreach (NodeInspection node in found) InspectReport.Write(terminal.Out, node);
                nodes.AddRange(found);
            }
            catch (Exception e) when (App.IsExpected(e))
            {
                terminal.WriteError(target.Problem is null ? e.Message : $"{target.Source}: {e.Message}");
                status = ExitStatus.Unusable;
            }
        }
        if (json is not null && status == ExitStatus.Good) OutputFile.Write(json, InspectJson.Serialize(nodes));
        return status;
    }

    static IReadOnlyList<NodeInspection> Inspect(ModelInspector inspector, VerifyTarget target, Action<string> announce) =>
        target.Problem is { } problem ? [inspector.Inspect(problem)]
        : target.Backend is { } folder ? inspector.Inspect(folder.ModelPath)
        : inspector.Inspect(target.RealModel is { } real ? real.List.Fetch(real.Model, announce) : target.Source);
}
