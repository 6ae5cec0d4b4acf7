using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>The gradient of Resize, which is linear, axis by axis.</summary>
static class Resizing
{
    /// <summary>Sums over the copies of each element where it was copied whole times; otherwise dY times, for each axis, the matrix that the axis is resized by.</summary>
    public static void Resize(NodeGradient n)
    {
        if (n.Text("coordinate_transformation_mode", "half_pixel") is var transformation and "tf_crop_and_resize")
            throw n.Unsupported("coordinate_transformation_mode", transformation, "another one");
        if (n.Text("keep_aspect_ratio_policy", "stretch") is var policy and not "stretch") throw n.Unsupported("keep_aspect_ratio_policy", policy, "stretch");
        n.Give(0, Copies(n) is { } kernel ? SumOfCopies(n, kernel) : ByMatrices(n));
    }

    // How many copies of an element lie along each spatial axis, or null unless that is known.
    static long[]? Copies(NodeGradient n)
    {
        if (n.Text("mode", "nearest") != "nearest" || n.Text("coordinate_transformation_mode", "half_pixel") != "asymmetric" || n.Text("nearest_mode", "round_prefer_floor") != "floor") return null;
        if (n.Ints("axes") is not null || Scales(n) is not { Length: > 2 } scales) return null;
        return scales[0] == 1 && scales[1] == 1 && scales.All(s => s >= 1 && s == MathF.Floor(s)) ? [.. scales.Skip(2).Select(s => (long)s)] : null;
    }

    static float[]? Scales(NodeGradient n) => n.Constant(2) is { Type: ElementType.Float, ElementCount: > 0 } scales ? scales.Values<float>().ToArray() : null;

    // An average of the copies, times their number.
    static string SumOfCopies(NodeGradient n, long[] kernel)
    {
        string average = n.Graph.OwnNode("AveragePool", [n.DY], [NodeAttributes.ToProto("kernel_shape", AttributeValue.Of(kernel)), NodeAttributes.ToProto("strides", AttributeValue.Of(kernel))]);
        return n.Graph.Mul(average, n.Scalar(kernel.Aggregate(1.0, (product, k) => product * k)));
    }

    static string ByMatrices(NodeGradient n)
    {
        GraphWriter graph = n.Graph;
        int rank = n.Rank();
        int[] axes = n.Ints("axes") is { } written ? [.. written.Select(a => (int)(a < 0 ? a + rank : a))] : [.. Enumerable.Range(0, rank)];
        string gradient = n.DY;
        for (int i = 0; i < axes.Length; i++)
        {
            if (IsSame(n, axes[i], i)) continue;
            long[] toEnd = [.. Enumerable.Range(0, rank).Select(a => (long)a)];
            (toEnd[axes[i]], toEnd[^1]) = (toEnd[^1], toEnd[axes[i]]);
            gradient = graph.Transpose(graph.MatMul(graph.Transpose(gradient, toEnd), Matrix(n, axes[i], i)), toEnd);
        }
        return gradient;
    }

    static bool IsSame(NodeGradient n, int axis, int place) => Scales(n) is { } scales ? scales[place] == 1
        : n.In().Dimensions is { } before && n.Out().Dimensions is { } after && before[axis].Equals(after[axis]);

    // The unit matrix with one axis resized as the node does it: a row for each element of the result, with its share of every element of X.
    static string Matrix(NodeGradient n, int axis, int place)
    {
        GraphWriter graph = n.Graph;
        string size = graph.Shape(n.X(), axis, axis + 1);
        string unit = graph.Node("EyeLike", [graph.Zeros(graph.Concat(0, size, size), n.Type)]);
        string Of(int input, string other) => graph.Concat(0, graph.Slice(n.X(input), graph.Ints(place), graph.Ints(place + 1), graph.Ints(0)), other);
        string[] inputs = n.Has(3) ? [unit, "", "", Of(3, size)] : [unit, "", Of(2, graph.Constant(Tensor.Of([1], (ReadOnlySpan<float>)[1])))];
        return graph.Node("Resize", inputs, [.. n.Node.Attribute.Where(a => a.Name != "axes").Select(a => (a.Name, n.Attribute(a.Name)))]);
    }
}
