using System.CommandLine;
using System.CommandLine.Parsing;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool draw</c>.</summary>
static class DrawCommand
{
    public static Command Create(Terminal terminal)
    {
        var lines = new Argument<string[]>("LINE") { Arity = ArgumentArity.ZeroOrMore, Description = "A problem line in quotes; one." };
        lines.Validators.Add(CommonOptions.RejectOptions);
        var output = new Option<string>("--out") { HelpName = "FILE.svg", Description = "Where the picture is written.", Required = true };
        var image = new Option<bool>("--image") { Description = "Draw a test image of 16x16 pixels, pooled by 2x2 windows, in place of a line." };
        var values = new Option<string?>("--values")
        {
            HelpName = "LIST",
            Description = "The elements of X: numbers joined by commas, A..B for all integers from A to B. Otherwise those of data=, or small integers.",
        };
        var ties = new Option<TiePolicy>("--ties")
        {
            HelpName = "POLICY",
            Description = "Who gets a maximum's gradient where several are the largest: the first (the default), all in equal parts, or all of it to each.",
            CustomParser = ParseTies,
        };
        Option<long> seed = CommonOptions.Seed();
        Option<string?> json = CommonOptions.Json();
        var command = new Command("draw", "Draw how a line's windows pool a plane, by maximum and by average, and where the gradient goes.\n\n"
            + "  onnxpool draw \"MaxPool:22 float 1x1x4x4 kernel_shape=2,2 strides=2,2\" --values 1..16 --out pooling.svg\n"
            + "  onnxpool draw \"AveragePool:22 float 1x1x5x5 kernel_shape=3,3 pads=1,1,1,1\" --out padded.svg\n"
            + "  onnxpool draw --image --out image.svg\n\n"
            + "One plane of one or two axes, the first of the line's. Above 12 on a side it is drawn in grey, without numbers.")
        {
            lines, output, image, values, ties, seed, json,
        };
        command.SetAction(parsed =>
        {
            string path = RequireSvg(parsed.GetValue(output)!);
            if (parsed.GetValue(json) is { } jsonPath)
            {
                OutputFile.RequireWritable(CommonOptions.JsonName, jsonPath);
                if (Path.GetFullPath(jsonPath) == Path.GetFullPath(path))
                    throw new OutputFileException($"--json: found {jsonPath}, which is the picture; allowed: another file");
            }
            TiePolicy? policy = parsed.GetResult(ties) is null ? null : parsed.GetValue(ties);
            Picture picture = (parsed.GetValue(lines)!, parsed.GetValue(image)) switch
            {
                ([string text], false) => OfLine(text, parsed.GetValue(values), policy, parsed.GetValue(seed)),
                ([], true) when policy is null && parsed.GetValue(values) is null => OfImage(parsed.GetValue(seed)),
                ([], true) => throw new InvalidPoolingException("--image", "beside --ties or --values", "--out, --seed and --json"),
                ([string text, ..], true) => throw new InvalidPoolingException("--image", $"beside '{text}'", "one of LINE and --image"),
                (var several, _) => throw new InvalidPoolingException("LINE", several.Length == 0 ? "none" : $"{several.Length}", "one problem line, or --image"),
            };
            return Write(terminal, picture, path, parsed.GetValue(json));
        });
        return command;
    }

    static int Write(Terminal terminal, Picture picture, string path, string? json)
    {
        byte[] svg = picture.Plane.HasNumbers ? PoolingFigure.Draw(picture) : GreyFigure.Draw(picture);
        OutputFile.Write(path, svg);
        if (json is not null) OutputFile.Write(json, DrawJson.Serialize(picture));
        terminal.Out.WriteLine(path);
        return ExitStatus.Good;
    }

    static Picture OfImage(long seed) => Picture.Of(
        "Test image, pooled by windows of 2x2", PlaneProblem.Of(Problem.Parse(TestImage.Line)), TestImage.Create(seed), TiePolicy.First,
        $"two squares, a half-bright band and noise (seed {seed})");

    static Picture OfLine(string line, string? values, TiePolicy? ties, long seed)
    {
        if (line.StartsWith('@')) throw new InvalidPoolingException("problem line", line, "one line; a picture has one");
        var problem = Problem.Parse(line);
        PlaneProblem plane = PlaneProblem.Of(problem);
        // The default kind is not printed, so that only the words tell whether the line has it.
        bool hasData = line.Split((char[]?)null).Any(w => w.StartsWith("data=", StringComparison.Ordinal));
        if (hasData && values is not null) throw new InvalidPoolingException("--values", "beside data= in the line", "one of them");
        (double[] x, string source) = values is not null ? (PlaneData.Parse(plane, values), "given values")
            : hasData ? (PlaneData.OfLine(plane, seed), $"data={DataKinds.Name(problem.Data)}, seed {seed}")
            : (PlaneData.Small(plane, seed), $"small integers, seed {seed}");
        if (ties is not null && plane.Ties is not null) throw new InvalidPoolingException("--ties", "beside ties= in the line", "one of them");
        return Picture.Of(problem.ToString(), plane, x, ties ?? plane.Ties ?? TiePolicy.First, source);
    }

    static string RequireSvg(string path)
    {
        if (Path.GetExtension(path) != ".svg")
            throw new OutputFileException($"--out: found '{path}'; allowed: a file name that ends in .svg");
        OutputFile.RequireWritable("--out", path);
        return path;
    }

    static TiePolicy ParseTies(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (TiePolicies.Names.Contains(text)) return TiePolicies.Parse(text);
        result.AddError($"--ties: found '{text}'; allowed: {string.Join(", ", TiePolicies.Names)}");
        return default;
    }
}
