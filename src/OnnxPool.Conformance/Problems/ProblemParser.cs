using System.Globalization;

namespace OnnxPool.Conformance;

/// <summary>From problem lines to problems.</summary>
static class ProblemParser
{
    const string OwnPrefix = OperatorTable.OwnDomain + ".";

    public static bool LooksLikeLine(string text)
    {
        string head = text.TrimStart().Split((char[]?)null, 2)[0];
        int colon = head.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < head.Length - 1
            && head.AsSpan(0, colon).IndexOfAnyExcept(s_letters) < 0
            && head.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    static readonly System.Buffers.SearchValues<char> s_letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.");

    public static Problem Parse(string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3)
            throw Wrong("problem line", $"'{line}'", "OPERATOR:OPSET TYPE SHAPE {ATTRIBUTE=VALUE}, such as MaxPool:12 float 1x2x5x5 kernel_shape=3,3");
        (PoolOperator op, long opset) = ParseOperator(words[0]);
        if (!ElementTypes.TryParse(words[1], out ElementType type))
            throw Wrong("element type", words[1], string.Join(", ", ElementTypes.All.Select(t => t.Name())));
        if (!Shapes.TryParse(words[2], out long[] shape))
            throw Wrong("shape", words[2], "dimensions >= 0 joined by x, or scalar");

        OperatorVersion version = op.VersionAt(opset);
        var attributes = new List<KeyValuePair<string, AttributeValue>>();
        var seen = new HashSet<string>();
        IReadOnlyList<string> outputs = [version.Outputs[0]];
        var data = DataKind.Uniform;
        string name = "";
        long[]? unpoolShape = null;
        string[]? inputs = null;
        var layout = PoolLayout.Nchw;
        foreach (string word in words.Skip(3))
        {
            string[] pair = word.Split('=', 2);
            if (pair.Length < 2) throw Wrong("problem line", $"the word '{word}'", "NAME=VALUE after the shape");
            (string key, string value) = (pair[0], pair[1]);
            if (!seen.Add(key)) throw Wrong(key, "a second value", "one value");
            switch (key)
            {
                case "name":
                    name = ParseName(value);
                    break;
                case "data":
                    if (!DataKinds.TryParse(value, out data)) throw Wrong("data", value, string.Join(", ", DataKinds.Names));
                    break;
                case "outputs":
                    outputs = ParseOutputs(value, version);
                    break;
                case "layout":
                    layout = PoolLayouts.Parse(value);
                    break;
                case "inputs" when op is GradientOperator:
                    inputs = ParseInputs(value, version);
                    break;
                case Problem.OutputShapeInput when HasOutputShape(op):
                    unpoolShape = AttributeValue.Parse(AttributeKind.Ints, value)?.Ints ?? throw Wrong(key, $"'{value}'", "integers joined by commas");
                    break;
                default:
                    attributes.Add(KeyValuePair.Create(key, ParseAttribute(key, value, op, version)));
                    break;
            }
        }
        return new Problem(op, opset, type, shape)
        {
            Attributes = attributes,
            UnpoolShape = unpoolShape,
            Inputs = inputs,
            Outputs = outputs,
            Layout = layout,
            Data = data,
            Name = name,
        };
    }

    static (PoolOperator Operator, long Opset) ParseOperator(string word)
    {
        string[] parts = word.Split(':');
        if (parts.Length != 2) throw Wrong("operator", word, "OPERATOR:OPSET, such as MaxPool:12");
        PoolOperator op = Find(parts[0]) ?? throw Wrong(
            "operator", parts[0], $"{string.Join(", ", OperatorTable.All.Concat(OperatorTable.Gradients))}, or one of the first with {OwnPrefix} before it");
        if (!long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long opset))
            throw Wrong("opset", parts[1], op.LatestOpset == op.Versions[0].Since ? $"{op.LatestOpset}" : $"{op.Versions[0].Since} to {op.LatestOpset}");
        return (op, opset);
    }

    // ONNX has no gradients, so that their names need no domain.
    static PoolOperator? Find(string name) =>
        name.StartsWith(OwnPrefix, StringComparison.Ordinal)
            ? OperatorTable.Find(OperatorTable.OwnDomain, name[OwnPrefix.Length..])
            : OperatorTable.Find(name) ?? OperatorTable.Gradients.FirstOrDefault(g => g.Name == name);

    static bool HasOutputShape(PoolOperator op) => op is MaxUnpoolGrad || op.Versions[^1].Inputs.Contains(Problem.OutputShapeInput);

    static AttributeValue ParseAttribute(string name, string text, PoolOperator op, OperatorVersion version)
    {
        IEnumerable<string> known =
        [
            .. version.Attributes.Select(a => a.Name), .. HasOutputShape(op) ? [Problem.OutputShapeInput] : Array.Empty<string>(),
            .. op is GradientOperator ? ["inputs"] : Array.Empty<string>(), "outputs", "layout", "data", "name",
        ];
        AttributeSpec spec = version.Find(name)
            ?? throw Wrong(name, $"{text}, which {version} does not have", string.Join(", ", known));
        return AttributeValue.Parse(spec.Kind, text) ?? throw Wrong(name, $"'{text}'", spec.Kind switch
        {
            AttributeKind.Int => "an integer",
            AttributeKind.Ints => "integers joined by commas",
            AttributeKind.Float => "a number",
            _ => "text",
        });
    }

    static string[] ParseInputs(string text, OperatorVersion version)
    {
        string[] names = text.Split(',');
        string[] required = [.. version.Inputs.Take(version.RequiredInputs)], optional = [.. version.Inputs.Skip(version.RequiredInputs)];
        if (!names.Take(required.Length).SequenceEqual(required) || !names.Skip(required.Length).SequenceEqual(optional.Where(names.Contains)))
        {
            throw Wrong("inputs", text, string.Join(',', required)
                + (optional.Length == 0 ? "" : $", then {string.Join(" or ", optional)} or {(optional.Length == 1 ? "none" : "both")}") + $" ({version})");
        }
        return names;
    }

    static string[] ParseOutputs(string text, OperatorVersion version)
    {
        string[] names = text.Split(',');
        if (names.Length > version.Outputs.Count || !names.SequenceEqual(version.Outputs.Take(names.Length)))
            throw Wrong("outputs", text, $"the first of {string.Join(',', version.Outputs)} ({version})");
        return names;
    }

    static string ParseName(string text) => Problem.IsName(text) ? text : throw Wrong("name", $"'{text}'", Problem.NameRule);

    static InvalidPoolingException Wrong(string subject, string found, string allowed) => new(subject, found.Length == 0 ? "nothing" : found, allowed);
}
