using System.CommandLine;
using OnnxPool.Conformance;
using OnnxPool.Onnx;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool run</c>.</summary>
static class RunCommand
{
    static readonly Dictionary<string, RunProvider> s_providers = new()
    {
        ["onnxpool"] = RunProvider.OnnxPool,
        ["ort"] = RunProvider.Ort,
        ["reference"] = RunProvider.Reference,
        ["plugin"] = RunProvider.Plugin,
    };

    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "The model (.onnx)." };
        model.Validators.Add(CommonOptions.RejectOptions);
        var inputs = new Option<string[]>("--input")
        {
            HelpName = "NAME=FILE",
            Description = "An input of the model: a file .pb (an ONNX TensorProto) or .npy (numpy, little-endian, C order). Once for each input.",
        };
        var output = new Option<string>("--output")
        {
            HelpName = "DIR",
            Description = "Where each output is written as NAME.pb, characters outside A-Z a-z 0-9 . _ - as _.",
            Required = true,
        };
        var provider = new Option<string>("--provider")
        {
            HelpName = string.Join('|', s_providers.Keys),
            Description = "Who computes: our operators, ONNX Runtime, the oracle (rounded to the type), or ONNX Runtime with our operators as its plug-in. Nodes other than pooling ones always run in ONNX Runtime.",
            DefaultValueFactory = _ => "onnxpool",
        };
        var steps = new Option<int?>("--steps")
        {
            HelpName = "N",
            Description = $"Train: N steps on these inputs, as the training_info of the model says, in ONNX Runtime with our operators as its plug-in. The outputs are those of the last step; DIR/{TrainingRun.FileName} is the trained model.",
        };
        Option<string?> json = CommonOptions.Json();
        var command = new Command("run", "Run a model on files and write its outputs.\n\n"
            + "  onnxpool run model.onnx --input X=x.npy --output out\n"
            + "  onnxpool run model.onnx --input X=input_0.pb --input I=input_1.pb --output out --provider ort\n"
            + "  onnxpool run model.onnx --input x=x.npy --input t=t.npy --output out --steps 100")
        {
            model, inputs, output, provider, steps, json,
        };
        command.SetAction(parsed => Run(
            terminal, parsed.GetValue(model)!, parsed.GetValue(inputs) ?? [], parsed.GetValue(output)!, parsed.GetValue(provider)!, parsed.GetValue(steps), parsed.GetValue(json)));
        return command;
    }

    static int Run(Terminal terminal, string model, string[] inputs, string folder, string provider, int? steps, string? json)
    {
        if (!s_providers.TryGetValue(provider, out RunProvider who))
            throw new InvalidPoolingException("--provider", $"'{provider}'", string.Join(", ", s_providers.Keys));
        if (steps < 1) throw new InvalidPoolingException("--steps", $"{steps}", "1 or more");
        if (steps is not null && who is RunProvider.Ort or RunProvider.Reference) throw new InvalidPoolingException("--provider", $"{provider} beside --steps", "plugin, or none");
        if (json is not null) OutputFile.RequireWritable(CommonOptions.JsonName, json);
        OutputTensors.RequireWritable(folder);
        (string, string, Tensor)[] values = [.. inputs.Select(ReadInput)];
        (IReadOnlyList<(string, Tensor)> outputs, ModelProto? trained) = steps is { } some ? TrainingRun.Run(model, values, some) : (ModelRun.Run(model, values, who, new TrainingLowering()), null);
        IReadOnlyList<WrittenTensor> written = OutputTensors.Write(folder, outputs);
        foreach (WrittenTensor output in written)
            terminal.Out.WriteLine(Printable.Of($"{output.Path}: {output.Name} {output.Value.Type.Name()} {Shapes.Format(output.Value.Shape)}"));
        if (trained is not null)
        {
            string file = Path.Combine(folder, TrainingRun.FileName);
            ModelFile.Write(file, trained);
            terminal.Out.WriteLine(Printable.Of($"{file}: after {steps} steps"));
        }
        if (json is not null) OutputFile.Write(json, OutputTensors.Serialize(model, provider, written));
        return ExitStatus.Good;
    }

    static (string Name, string File, Tensor Value) ReadInput(string text)
    {
        int split = text.IndexOf('=', StringComparison.Ordinal);
        if (split <= 0 || split == text.Length - 1) throw new InvalidPoolingException("--input", $"'{text}'", "NAME=FILE");
        (string name, string file) = (text[..split], text[(split + 1)..]);
        string extension = Path.GetExtension(file);
        Tensor value = extension switch
        {
            ".npy" => NpyFile.Read(file),
            ".pb" => TensorFile.Read(file).Tensor,
            _ => throw new InvalidPoolingException("--input", $"'{text}'", "a file .pb or .npy"),
        };
        return (name, file, value);
    }
}
