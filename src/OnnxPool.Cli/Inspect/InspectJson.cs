using System.Text.Json;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>Inspected nodes for other programs.</summary>
static class InspectJson
{
    public static byte[] Serialize(IReadOnlyList<NodeInspection> nodes) =>
        JsonFile.Of(json => json.WriteObjects("nodes", nodes, node => Write(json, node)));

    static void Write(Utf8JsonWriter json, NodeInspection node)
    {
        json.WriteString("source", node.Source);
        json.WriteString("node", node.Node);
        json.WriteString("operator", node.Operator);
        if (node.Unknown is not null)
        {
            json.WriteString("unknown", node.Unknown);
            return;
        }
        json.WriteString("line", node.Line);
        json.WriteString("shape_source", node.ShapeSource);
        json.WriteString("type", node.Type.Name());
        Write(json, "input_shape", node.InputShape);
        Write(json, "output_shape", node.OutputShape);
        json.WriteObjects("axes", node.Axes, axis => Write(json, axis));
        if (node.Windows is { } windows)
        {
            json.WriteNumber("windows_per_plane", node.WindowsPerPlane!.Value);
            json.WriteNumber("windows", windows);
            Write(json, "receptive_field", node.ReceptiveField);
            if (node.ReceptiveFieldOfModel is { } field) Write(json, "receptive_field_of_model", field);
            else json.WriteNull("receptive_field_of_model");
        }
        json.WriteNumber("bytes_read", node.BytesRead);
        json.WriteNumber("bytes_written", node.BytesWritten);
        json.WriteStartArray("warnings");
        foreach (string warning in node.Warnings) json.WriteStringValue(warning);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, AxisInspection axis)
    {
        PoolAxis a = axis.Axis;
        json.WriteNumber("input", a.Input);
        json.WriteNumber("output", a.Output);
        json.WriteNumber("kernel", a.Kernel);
        json.WriteNumber("stride", a.Stride);
        json.WriteNumber("dilation", a.Dilation);
        json.WriteNumber("pad_begin", a.PadBegin);
        json.WriteNumber("pad_end", a.PadEnd);
        json.WriteNumber("partial", axis.Census.PartialCount);
        Write(json, "partial_windows", axis.Census.Partial);
        json.WriteNumber("empty", axis.Census.EmptyCount);
        Write(json, "empty_windows", axis.Census.Empty);
    }

    static void Write(Utf8JsonWriter json, string name, IReadOnlyList<WindowRange> ranges)
    {
        json.WriteStartArray(name);
        foreach (WindowRange range in ranges)
        {
            json.WriteStartArray();
            json.WriteNumberValue(range.First);
            json.WriteNumberValue(range.Last);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
