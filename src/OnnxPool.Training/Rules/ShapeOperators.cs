namespace OnnxPool.Training;

/// <summary>Gradients of operators that move elements and leave each as it is.</summary>
static class ShapeOperators
{
    /// <summary>Reshape, Flatten, Squeeze, Unsqueeze: the gradient under the input's shape.</summary>
    public static void Reshape(NodeGradient n) => n.Give(0, n.Graph.Reshape(n.DY, n.ShapeOf(0)));

    /// <summary>Identity, and Dropout at inference.</summary>
    public static void Identity(NodeGradient n) => n.Give(0, n.DY);

    /// <summary>The gradient in the input's type.</summary>
    public static void Cast(NodeGradient n) => n.Give(0, n.Graph.Cast(n.DY, n.Type));

    /// <summary>A sum over what was repeated.</summary>
    public static void Expand(NodeGradient n) => n.Give(0, n.Unbroadcast(n.DY, 0));

    /// <summary>The inverse permutation.</summary>
    public static void Transpose(NodeGradient n)
    {
        long[] permutation = n.Ints("perm") ?? [.. Enumerable.Range(0, n.Rank()).Select(a => (long)a).Reverse()];
        var inverse = new long[permutation.Length];
        for (int i = 0; i < permutation.Length; i++) inverse[permutation[i]] = i;
        n.Give(0, n.Graph.Transpose(n.DY, inverse));
    }

    /// <summary>Each operand's part of the gradient.</summary>
    public static void Concat(NodeGradient n)
    {
        int count = n.Node.Input.Count;
        if (count == 1)
        {
            n.Give(0, n.DY);
            return;
        }
        int axis = n.Axis("axis", 0);
        long?[] sizes = [.. Enumerable.Range(0, count).Select(i => n.In(i).Size(axis))];
        string split = sizes.All(s => s is not null) ? n.Graph.Ints([.. sizes.Select(s => s!.Value)])
            : n.Graph.Concat(0, [.. Enumerable.Range(0, count).Select(i => n.Graph.Shape(n.X(i), axis, axis + 1))]);
        string[] parts = n.Graph.Nodes("Split", [n.DY, split], count, Onnx.OperatorDomain.Onnx, ("axis", AttributeValue.Of(axis)));
        for (int i = 0; i < count; i++)
            if (n.Needs(i)) n.Give(i, parts[i]);
    }

    /// <summary>The parts' gradients side by side, zeros for a part that the loss does not depend on.</summary>
    public static void Split(NodeGradient n)
    {
        IEnumerable<string> parts = Enumerable.Range(0, n.Node.Output.Count)
            .Select(i => n.OutputGradient(i) ?? n.Graph.Zeros(n.Graph.Shape(n.Y(i)), n.Type));
        n.Give(0, n.Graph.Concat(n.Int("axis", 0), [.. parts]));
    }

    /// <summary>Padding taken away where it was added, and zeros added where elements were taken away: the same operator with the opposite pads.</summary>
    public static void Pad(NodeGradient n)
    {
        if (n.Text("mode", "constant") is var mode and not "constant") throw n.Unsupported("mode", mode, "constant");
        string pads = n.Integers(1) is { } known ? n.Graph.Ints([.. known.Select(p => -p)]) : n.Graph.Neg(n.X(1));
        n.Give(0, n.Graph.Node("Pad", n.Has(3) ? [n.DY, pads, "", n.X(3)] : [n.DY, pads]));
    }
}
