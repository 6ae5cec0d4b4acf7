using System.Globalization;
using OnnxPool.Conformance;
using OnnxPool.Onnx;

namespace OnnxPool.Cli;

/// <summary>An inspected node as text.</summary>
static class InspectReport
{
    public static void Write(TextWriter writer, NodeInspection node)
    {
        string name = node.Source == node.Line ? node.Node : $"{Path.GetFileName(node.Source)} {node.Node}";
        if (node.Unknown is not null)
        {
            writer.WriteLine(Printable.Of($"{name} {node.Operator}: {node.Unknown}".Trim()));
            return;
        }
        writer.WriteLine(Printable.Of($"{name} {node.Operator} {node.Type.Name()} {Format(node.InputShape)} -> {Format(node.OutputShape)} (input {node.ShapeSource})".Trim()));
        for (int i = 0; i < node.Axes.Count; i++) writer.WriteLine($"  axis {i}   {Describe(node.Axes[i])}");
        if (node.Windows is { } windows)
        {
            writer.WriteLine($"  windows  {node.WindowsPerPlane} on each plane, {windows} in all");
            string model = node.ReceptiveFieldOfModel is { } field ? Format(field) : "not known";
            writer.WriteLine($"  field    {Format(node.ReceptiveField)} of the node's input, {model} of the model's");
        }
        writer.WriteLine($"  memory   reads {Bytes(node.BytesRead)}, writes {Bytes(node.BytesWritten)}");
        foreach (string warning in node.Warnings) writer.WriteLine($"  warning  {warning}");
    }

    static string Describe(AxisInspection axis)
    {
        PoolAxis a = axis.Axis;
        return $"input {a.Input}, kernel {a.Kernel}, stride {a.Stride}, dilation {a.Dilation}, pads {a.PadBegin} and {a.PadEnd}: {a.Output} windows"
            + Positions("partial", axis.Census.PartialCount, axis.Census.Partial) + Positions("empty", axis.Census.EmptyCount, axis.Census.Empty);
    }

    static string Positions(string kind, long count, IReadOnlyList<WindowRange> ranges)
    {
        const int Shown = 8;
        if (count == 0) return $", none {kind}";
        string rest = ranges.Count > Shown ? " …" : "";
        return $", {count} {kind} (at {string.Join(' ', ranges.Take(Shown))}{rest})";
    }

    static string Format(IReadOnlyList<long> shape) => Shapes.Format([.. shape]);

    static string Bytes(long bytes) => bytes < 10_000 ? $"{bytes} bytes"
        : bytes < 10_000_000 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB");
}
