using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using OnnxPool.Onnx;

namespace OnnxPool.Tests.Models;

/// <summary>Our declaration of the format against the one that ONNX ships, where a system has that, and against newer fields.</summary>
public sealed partial class ProtoCompatibilityTests
{
    const string Published = "/usr/include/onnx/onnx.proto";

    [Test]
    public void Fields_are_those_of_the_published_file()
    {
        if (!File.Exists(Published)) Assert.Ignore($"{Published} is not there; libonnx-dev brings it");
        (Dictionary<string, string> fields, Dictionary<string, int> enums) = Parse(File.ReadAllText(Published));
        Assert.That(fields, Has.Count.GreaterThan(90), "the parser lost the file's fields");
        Assert.That(enums, Has.Count.GreaterThan(40), "the parser lost the file's enums");

        var ours = new Dictionary<string, string>();
        var ourEnums = new Dictionary<string, int>();
        foreach (MessageDescriptor message in OnnxReflection.Descriptor.MessageTypes) Collect(message, ours, ourEnums);
        foreach (EnumDescriptor type in OnnxReflection.Descriptor.EnumTypes) Collect(type, ourEnums);
        // The highest version moves with each release; its own name stays.
        enums.Remove("onnx.Version.IR_VERSION");

        Assert.Multiple(() =>
        {
            foreach ((string name, string field) in fields) Assert.That(ours.GetValueOrDefault(name), Is.EqualTo(field), name);
            foreach ((string name, int number) in enums) Assert.That(ourEnums.GetValueOrDefault(name, -1), Is.EqualTo(number), name);
        });
    }

    [TestCase("onnx.NodeProto", "overload", 8)]
    [TestCase("onnx.NodeProto", "metadata_props", 9)]
    [TestCase("onnx.NodeProto", "device_configurations", 10)]
    [TestCase("onnx.FunctionProto", "attribute_proto", 11)]
    [TestCase("onnx.FunctionProto", "value_info", 12)]
    [TestCase("onnx.FunctionProto", "overload", 13)]
    [TestCase("onnx.FunctionProto", "metadata_props", 14)]
    [TestCase("onnx.GraphProto", "metadata_props", 16)]
    [TestCase("onnx.TensorProto", "metadata_props", 16)]
    [TestCase("onnx.ValueInfoProto", "metadata_props", 4)]
    [TestCase("onnx.ModelProto", "configuration", 26)]
    public void Newer_fields_have_their_numbers(string message, string field, int number) =>
        Assert.That(OnnxReflection.Descriptor.MessageTypes.Single(m => m.FullName == message).FindFieldByName(field).FieldNumber, Is.EqualTo(number));

    [Test]
    public void Data_types_are_the_element_types()
    {
        foreach (ElementType type in ElementTypes.All)
            Assert.That(((TensorProto.Types.DataType)type).ToString(), Is.EqualTo(type.ToString()).IgnoreCase);
        Assert.That(Enum.GetValues<TensorProto.Types.DataType>(), Has.Length.EqualTo(ElementTypes.All.Count + 1));
    }

    static void Collect(MessageDescriptor message, Dictionary<string, string> fields, Dictionary<string, int> enums)
    {
        foreach (FieldDescriptor field in message.Fields.InDeclarationOrder())
        {
            string type = field.FieldType switch
            {
                FieldType.Message => field.MessageType.Name,
                FieldType.Enum => field.EnumType.Name,
                _ => field.FieldType.ToString().ToLowerInvariant(),
            };
            string label = field.ContainingOneof is not null ? "oneof" : field.IsRepeated ? "repeated" : "optional";
            fields.Add(field.FullName, Describe(label, type, field.FieldNumber, field.IsPacked));
        }
        foreach (MessageDescriptor inner in message.NestedTypes) Collect(inner, fields, enums);
        foreach (EnumDescriptor type in message.EnumTypes) Collect(type, enums);
    }

    static void Collect(EnumDescriptor type, Dictionary<string, int> enums)
    {
        foreach (EnumValueDescriptor value in type.Values) enums.Add($"{type.FullName}.{value.Name}", value.Number);
    }

    static string Describe(string label, string type, int number, bool packed) =>
        $"{label} {type.Split('.')[^1]} = {number}{(packed ? " packed" : "")}";

    static (Dictionary<string, string> Fields, Dictionary<string, int> Enums) Parse(string text)
    {
        var fields = new Dictionary<string, string>();
        var enums = new Dictionary<string, int>();
        var scope = new Stack<(string Kind, string Name)>();
        foreach (Match m in Token().Matches(Comment().Replace(text, "")))
        {
            if (m.Groups["kind"].Success) scope.Push((m.Groups["kind"].Value, m.Groups["name"].Value));
            else if (m.Value == "}") scope.Pop();
            else
            {
                string container = "onnx." + string.Join('.', scope.Where(s => s.Kind != "oneof").Reverse().Select(s => s.Name));
                if (scope.Peek().Kind == "enum")
                    enums.Add($"{container}.{m.Groups["value"].Value}", ParseNumber(m.Groups["vn"].Value));
                else
                    fields.Add(
                        $"{container}.{m.Groups["field"].Value}",
                        Describe(scope.Peek().Kind == "oneof" ? "oneof" : m.Groups["label"].Value.Trim(), m.Groups["type"].Value, ParseNumber(m.Groups["fn"].Value), m.Groups["packed"].Success));
            }
        }
        return (fields, enums);
    }

    static int ParseNumber(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? int.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"(?<kind>message|enum|oneof)\s+(?<name>\w+)\s*\{|\}"
        + @"|(?<label>optional\s+|repeated\s+|)(?<type>[A-Za-z]\w*(\.\w+)*)\s+(?<field>\w+)\s*=\s*(?<fn>\d+)\s*(?<packed>\[packed\s*=\s*true\])?\s*;"
        + @"|(?<value>\w+)\s*=\s*(?<vn>0x[0-9a-fA-F]+|\d+)\s*;")]
    private static partial Regex Token();
}
