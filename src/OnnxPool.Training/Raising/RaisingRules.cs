namespace OnnxPool.Training;

/// <summary>What ONNX's operators of opset 7 to 15 have to become to mean the same in opset 16. An operator that is not here is the same in all of them.</summary>
static class RaisingRules
{
    // The input of Resize.
    const int Scales = 2;

    // From the version in front on a node is as it should be.
    static readonly Dictionary<string, (long Since, Action<RaisedNode> Rewrite)> s_rules = new()
    {
        ["RoiAlign"] = (16, n => n.Set("coordinate_transformation_mode", AttributeValue.Of("output_half_pixel"))),
        ["BatchNormalization"] = (14, BatchNormalization),
        ["Squeeze"] = (13, n => n.MoveIntegers("axes", 1)),
        ["Unsqueeze"] = (13, n => n.MoveIntegers("axes", 1)),
        ["ReduceSum"] = (13, n => n.MoveIntegers("axes", 1)),
        ["Split"] = (13, n => n.MoveIntegers("split", 1)),
        ["Softmax"] = (13, OneAxis),
        ["LogSoftmax"] = (13, OneAxis),
        ["Hardmax"] = (13, OneAxis),
        ["Resize"] = (13, Resize),
        ["Dropout"] = (12, Dropout),
        ["Clip"] = (11, Clip),
        ["Pad"] = (11, Pad),
        ["Scatter"] = (11, n => n.Node.OpType = "ScatterElements"),
        ["Slice"] = (10, Slice),
        ["TopK"] = (10, TopK),
        ["Upsample"] = (10, Upsample),
        ["Scan"] = (9, n => throw n.Unsupported("opset", "8, whose Scan has sequence lengths and a batch", "9 or newer")),
    };

    /// <summary>What rewrites a node, or null if it can stay.</summary>
    public static Action<RaisedNode>? Find(Onnx.NodePlace place) =>
        place.Domain.Length == 0 && s_rules.TryGetValue(place.Node.OpType, out (long Since, Action<RaisedNode> Rewrite) rule) && place.Opset < rule.Since ? rule.Rewrite : null;

    // Before opset 13 all axes from the given one on are taken as one.
    static void OneAxis(RaisedNode n)
    {
        long axis = n.Take("axis")?.I ?? 1;
        if (axis == -1 || axis == n.Rank - 1)
        {
            n.Set("axis", AttributeValue.Of(axis));
            return;
        }
        string shape = n.Beside("Shape");
        n.Precede("Flatten", ("axis", AttributeValue.Of(axis)));
        n.Set("axis", AttributeValue.Of(1));
        n.Follow("Reshape", [shape], ("allowzero", AttributeValue.Of(1)));
    }

    static void Clip(RaisedNode n)
    {
        n.MoveNumber("min", 1);
        n.MoveNumber("max", 2);
    }

    static void Pad(RaisedNode n)
    {
        n.MoveIntegers("pads", 1);
        n.MoveNumber("value", 2);
    }

    static void Slice(RaisedNode n)
    {
        n.MoveIntegers("starts", 1);
        n.MoveIntegers("ends", 2);
        n.MoveIntegers("axes", 3);
    }

    static void TopK(RaisedNode n)
    {
        if (n.Take("k") is { } k) n.Put(1, "k", Tensor.Of(ElementType.Int64, [1], (ReadOnlySpan<long>)[k.I]));
    }

    // The mask was a number, or false, where nothing was dropped, and is true there now.
    static void Dropout(RaisedNode n)
    {
        if (n.Take("ratio") is { } ratio) n.Put(1, "ratio", Tensor.Of([], (ReadOnlySpan<float>)[ratio.F]));
        n.DropOutputs(1, "a mask that nothing reads, as its meaning is another from opset 12 on");
    }

    static void BatchNormalization(RaisedNode n)
    {
        if (n.Take("spatial") is { I: 0 }) throw n.Unsupported("spatial", "0", "1, as there is no other normalization from opset 9 on");
        n.DropOutputs(1, "statistics that nothing reads, as there are others from opset 14 on");
    }

    // It only makes larger, so that its rounding is downwards.
    static void Upsample(RaisedNode n)
    {
        n.Node.OpType = "Resize";
        if (n.Take("scales") is { } scales) n.Put(Scales, "scales", Numbers([.. scales.Floats]));
        else n.Node.Input.Insert(1, "");
        Asymmetric(n, "floor");
    }

    static void Resize(RaisedNode n)
    {
        const string transformation = "coordinate_transformation_mode", gone = "tf_half_pixel_for_nn";
        if (n.Opset > 10)
        {
            if (n.Text(transformation) == gone) throw n.Unsupported(transformation, gone, "another one, as there is no such one from opset 13 on");
            return;
        }
        n.Node.Input.Insert(1, "");
        if (n.Text("mode") is not (null or "nearest"))
        {
            Asymmetric(n, "floor");
            return;
        }
        float[] scales = (n.Constant(Scales) ?? throw n.Unsupported("scales", "computed ones", "constants, as opset 10 rounds up along an axis that it makes shorter, and down along others")).Values<float>().ToArray();
        bool isShorter = scales.Any(s => s < 1), isLonger = scales.Any(s => s > 1);
        Asymmetric(n, isShorter ? "ceil" : "floor");
        if (!isShorter || !isLonger) return;
        // One rounding for each of two nodes; the axes know nothing of each other.
        n.Put(Scales, "shorter", Numbers([.. scales.Select(s => Math.Min(s, 1))]));
        string longer = n.Constant("longer", Numbers([.. scales.Select(s => Math.Max(s, 1))]));
        n.Follow("Resize", ["", longer], ("mode", AttributeValue.Of("nearest")), ("coordinate_transformation_mode", AttributeValue.Of("asymmetric")), ("nearest_mode", AttributeValue.Of("floor")));
    }

    static void Asymmetric(RaisedNode n, string rounding)
    {
        n.Set("coordinate_transformation_mode", AttributeValue.Of("asymmetric"));
        n.Set("nearest_mode", AttributeValue.Of(rounding));
    }

    static Tensor Numbers(float[] values) => Tensor.Of([values.Length], (ReadOnlySpan<float>)values);
}
