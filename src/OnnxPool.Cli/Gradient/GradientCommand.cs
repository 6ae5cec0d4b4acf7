using System.CommandLine;
using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool gradient</c>.</summary>
static class GradientCommand
{
    static readonly Dictionary<string, Loss> s_losses = new()
    {
        ["softmax_cross_entropy"] = Loss.SoftmaxCrossEntropy,
        ["mse"] = Loss.MeanSquaredError,
        ["bce"] = Loss.BinaryCrossEntropy,
        ["nll"] = Loss.NegativeLogLikelihood,
        ["output"] = Loss.Output,
    };

    static readonly Dictionary<string, LabelForm> s_labels = new() { ["index"] = LabelForm.Index, ["one_hot"] = LabelForm.OneHot };

    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "The model (.onnx), of opset 7 or newer." };
        model.Validators.Add(CommonOptions.RejectOptions);
        var loss = new Option<string>("--loss")
        {
            HelpName = string.Join('|', s_losses.Keys),
            Description = "What is minimized, the mean over the batch (mse and bce: over all numbers of all examples). softmax_cross_entropy takes logits, or the Softmax that ends the model; nll logarithms of "
                + "probabilities; output takes the output itself, a scalar.",
            Required = true,
        };
        var file = new Option<string>("--out") { HelpName = "FILE", Description = "Where the model with gradients is written.", Required = true };
        var labels = new Option<string>("--labels")
        {
            HelpName = string.Join('|', s_labels.Keys),
            Description = "How classes are written: a number for each, or a number for each and class.",
            DefaultValueFactory = _ => "index",
        };
        var output = new Option<string?>("--output") { HelpName = "NAME", Description = "The output that the loss is taken of; the first if absent." };
        Option<string[]> parameters = Names("--parameter", "An initializer that gets a gradient; all trainable ones if absent. May be repeated.");
        Option<string[]> frozen = Names("--freeze", "An initializer that gets none, or the start of several with * behind it. May be repeated.");
        var inference = new Option<bool>("--inference") { Description = "Dropout drops nothing, and BatchNormalization takes its running statistics." };
        Option<long> seed = CommonOptions.Seed();
        Option<string?> json = CommonOptions.Json();
        var command = new Command("gradient", "Write the model that also computes its loss and the gradients of its parameters.\n\n"
            + "  onnxpool gradient model.onnx --loss softmax_cross_entropy --out gradients.onnx\n"
            + "  onnxpool gradient model.onnx --loss mse --freeze \"conv*\" --out gradients.onnx\n\n"
            + "It has one more input, labels, and more outputs: loss, NAME.grad for each parameter, NAME.next for each running statistic. Its operators are\n"
            + "ONNX's and, for pooling, those of domain ai.onnxpool, which ONNX Runtime has after UseOnnxPool().")
        {
            model, loss, file, labels, output, parameters, frozen, inference, seed, json,
        };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(model)!, parsed.GetValue(file)!, parsed.GetValue(json), new GradientOptions
        {
            Loss = Choose("--loss", parsed.GetValue(loss)!, s_losses),
            Labels = Choose("--labels", parsed.GetValue(labels)!, s_labels),
            Output = parsed.GetValue(output),
            Parameters = parsed.GetValue(parameters) is { Length: > 0 } some ? some : null,
            Frozen = parsed.GetValue(frozen) ?? [],
            Training = !parsed.GetValue(inference),
            Seed = parsed.GetValue(seed),
        }));
        return command;
    }

    static int Run(Terminal terminal, string path, string file, string? json, GradientOptions options)
    {
        OutputFile.RequireWritable("--out", file);
        if (json is not null) OutputFile.RequireWritable(CommonOptions.JsonName, json);
        ModelProto model = ModelFile.Read(path);
        new ExternalData(path).Embed(model);
        GradientModel gradient;
        try
        {
            gradient = GradientGraph.Build(model, options);
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, e);
        }
        ModelFile.Write(file, gradient.Model);
        terminal.Out.WriteLine(Printable.Of($"{file}: {gradient.Loss} of {gradient.Output}"));
        foreach (ParameterGradient parameter in gradient.Parameters)
            terminal.Out.WriteLine(Printable.Of($"{parameter.Gradient} {parameter.Type.Name()} {Shapes.Format([.. parameter.Shape])}"));
        foreach (RunningStatistic statistic in gradient.Statistics) terminal.Out.WriteLine(Printable.Of(statistic.Next));
        if (json is not null) OutputFile.Write(json, GradientJson.Serialize(file, gradient));
        return ExitStatus.Good;
    }

    static Option<string[]> Names(string name, string description) => new(name) { HelpName = "NAME", Description = description };

    static T Choose<T>(string option, string text, Dictionary<string, T> choices) =>
        choices.TryGetValue(text, out T? chosen) ? chosen : throw new InvalidPoolingException(option, $"'{text}'", string.Join(", ", choices.Keys));
}
