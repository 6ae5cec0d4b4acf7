using System.CommandLine;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool generate</c>.</summary>
static class GenerateCommand
{
    public static Command Create(Terminal terminal)
    {
        var lines = new Argument<string[]>("LINE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A problem line in quotes, or @FILE with a problem line on each line. Lines with the same name= are one model, a chain. "
                + $"Or a whole network with made weights: {NetworkFiles.Allowed}.",
        };
        lines.Validators.Add(CommonOptions.RejectOptions);
        var output = new Option<string>("--out")
        {
            HelpName = "DIR",
            Description = "Where a folder test_NAME is written for each, or NAME.onnx for a network.",
            Required = true,
        };
        Option<long> seed = CommonOptions.Seed();
        var gradients = new Option<bool>("--gradients") { Description = "Also write the gradient of each line: of a maximum for each tie policy and with Indices." };
        var force = new Option<bool>("--force") { Description = "Also replace folders that this tool did not write." };
        Option<string?> json = CommonOptions.Json();
        var command = new Command("generate", "Write ONNX backend tests; outputs are our operators', held against the oracle first.\n\n"
            + "  onnxpool generate \"MaxPool:12 float 1x2x5x5 kernel_shape=3,3 name=small\" --out tests\n"
            + "  onnxpool generate @problems.txt --out tests --seed 7 --gradients\n"
            + $"  onnxpool generate {NetworkFiles.All} --out networks\n\n"
            + string.Join('\n', Network.All.Select(n => $"  {Network.Prefix}{n.Name,-10}  {n.Description}")))
        {
            lines, output, gradients, seed, force, json,
        };
        command.SetAction(parsed => Run(
            terminal, parsed.GetValue(lines)!, parsed.GetValue(gradients), Folder(parsed.GetValue(output)!), parsed.GetValue(seed), parsed.GetValue(force), parsed.GetValue(json)));
        return command;
    }

    static string Folder(string path) =>
        path.Length == 0 ? throw new OutputFileException("--out: found an empty path; allowed: a folder")
        : File.Exists(path) ? throw new OutputFileException($"--out: found {path}, a file; allowed: a folder")
        : path;

    static int Run(Terminal terminal, string[] lines, bool gradients, string folder, long seed, bool force, string? json)
    {
        var writer = new BackendWriter(folder, seed, force);
        if (json is not null) OutputFile.RequireWritable(CommonOptions.JsonName, json);
        // All lines are read before the first folder is written.
        Network[] networks = [.. lines.Where(NetworkFiles.IsNetwork).SelectMany(NetworkFiles.Resolve)];
        Problem[] problems = [.. lines.Where(l => !NetworkFiles.IsNetwork(l)).SelectMany(Resolve)];
        IReadOnlyList<BackendTest> tests = BackendTest.Of(gradients ? [.. problems, .. GradientsOf(problems)] : problems);
        var written = new List<(BackendTest Test, BackendFolder Folder)>();
        int status = ExitStatus.Good;
        foreach (BackendTest test in tests)
        {
            try
            {
                written.Add((test, writer.Write(test)));
                terminal.Out.WriteLine(written[^1].Folder.Path);
            }
            catch (BackendMismatchException e)
            {
                terminal.WriteError($"{test.Name}: {e.Message}");
                status = ExitStatus.Failed;
            }
            catch (Exception e) when (App.IsExpected(e))
            {
                terminal.WriteError(e is PoolingException ? $"{test.Chain[0]}: {e.Message}" : e.Message);
                if (status == ExitStatus.Good) status = ExitStatus.Unusable;
            }
        }
        var files = new NetworkFiles(folder, force);
        foreach (Network network in networks) terminal.Out.WriteLine(files.Write(network));
        if (json is not null && status == ExitStatus.Good) OutputFile.Write(json, Serialize(written));
        return status;
    }

    static IEnumerable<Problem> Resolve(string argument) =>
        argument.StartsWith('@') || (Problem.LooksLikeLine(argument) && !Path.Exists(argument))
            ? VerifyTarget.Resolve(argument).Select(t => t.Problem!)
            : throw new ProblemFileException($"problem line: found '{argument}'; allowed: OPERATOR:OPSET TYPE SHAPE ..., or @FILE");

    // A line that is a gradient is there already.
    static IEnumerable<Problem> GradientsOf(Problem[] problems)
    {
        if (problems.Where(p => p.Name.Length > 0).GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1) is { } chain)
            throw new ProblemFileException($"--gradients: found the chain {chain.Key}; allowed: lines with a name each");
        return problems.Where(p => p.Operator is not GradientOperator).SelectMany(p =>
        {
            try
            {
                return GradientProblems.Of(p);
            }
            catch (PoolingException e)
            {
                throw new ProblemFileException($"{p}: {e.Message}");
            }
        });
    }

    static byte[] Serialize(IReadOnlyList<(BackendTest Test, BackendFolder Folder)> written) => JsonFile.Of(json => json.WriteObjects("tests", written, one =>
    {
        json.WriteString("name", one.Test.Name);
        json.WriteString("folder", one.Folder.Path);
        json.WriteStartArray("lines");
        foreach (Problem problem in one.Test.Chain) json.WriteStringValue(problem.ToString());
        json.WriteEndArray();
    }));
}
