namespace OnnxPool.Tests.Training;

/// <summary>A case for every operator that is rewritten, in every version that it had, and for those that are not, but changed on paper.</summary>
static class RaisingCases
{
    static readonly AttributeValue s_linear = AttributeValue.Of("linear");

    public static IEnumerable<RaisingCase> All => [.. Axes, .. Softmaxes, .. Numbers, .. Picked, .. Resized, .. Normalized, .. Unchanged];

    static IEnumerable<RaisingCase> Axes => ((long[])[7, 9, 11, 12]).SelectMany(opset => (RaisingCase[])
    [
        new RaisingCase("Squeeze", opset).In(1, 3, 1, 2).With("axes", 2),
        new RaisingCase("Squeeze", opset, false).In(1, 3, 1, 2).Named("of all"),
        new RaisingCase("Unsqueeze", opset).In(3, 2).With("axes", 0, 3),
        new RaisingCase("ReduceSum", opset).In(2, 3, 4).With("axes", 0, 2),
        new RaisingCase("ReduceSum", opset).In(2, 3, 4).With("axes", 1).With("keepdims", AttributeValue.Of(0)).Named("without the axis"),
        new RaisingCase("ReduceSum", opset, false).In(2, 3, 4).Named("of all"),
        new RaisingCase("Split", opset).In(2, 6).With("split", 1, 3, 2).With("axis", AttributeValue.Of(1)).Gives(3),
        new RaisingCase("Split", opset, false).In(6, 2).Gives(2).Named("in halves"),
    ]);

    static IEnumerable<RaisingCase> Softmaxes => ((string[])["Softmax", "LogSoftmax", "Hardmax"]).SelectMany(op => (RaisingCase[])
    [
        .. ((long[])[7, 9, 11, 12]).SelectMany(opset => (RaisingCase[])
        [
            new RaisingCase(op, opset).In(2, 3, 4).Named("without an axis"),
            new RaisingCase(op, opset).In(3, 4).Named("of a matrix"),
            new RaisingCase(op, opset).In(0, 3, 4).Named("of an empty batch"),
            new RaisingCase(op, opset).In(2, 3, 0).Named("of empty rows"),
            .. ((long[])[0, 1, 2]).Select(axis => new RaisingCase(op, opset).In(2, 3, 4).With("axis", AttributeValue.Of(axis)).Named($"along {axis}")),
        ]),
        .. ((long[])[11, 12]).SelectMany(opset => ((long[])[-2, -3]).Select(axis => new RaisingCase(op, opset).In(2, 3, 4).With("axis", AttributeValue.Of(axis)).Named($"along {axis}"))),
        new RaisingCase(op, 12, false).In(2, 3, 4).With("axis", AttributeValue.Of(-1)).Named("along the last"),
        new RaisingCase(op, 13, false).In(2, 3, 4).With("axis", AttributeValue.Of(1)).Named("along one"),
    ]);

    static IEnumerable<RaisingCase> Numbers =>
    [
        .. ((long[])[7, 9, 10]).SelectMany(opset => (RaisingCase[])
        [
            new RaisingCase("Clip", opset).In(3, 5).With("min", AttributeValue.Of(-0.75f)).With("max", AttributeValue.Of(1.25f)),
            new RaisingCase("Clip", opset).In(3, 5).With("max", AttributeValue.Of(1.25f)).Named("from above"),
            new RaisingCase("Clip", opset).In(Tensor.Of([5], (ReadOnlySpan<float>)[float.NaN, float.NegativeInfinity, float.PositiveInfinity, -0f, 3])).With("min", AttributeValue.Of(0f)).Named("of the ends"),
            new RaisingCase("Clip", opset, false).In(Tensor.Of([3], (ReadOnlySpan<float>)[float.NegativeInfinity, float.PositiveInfinity, 3])).Named("without limits"),
            new RaisingCase("Pad", opset).In(2, 3).With("pads", 1, 0, 2, 1).With("value", AttributeValue.Of(4f)),
            new RaisingCase("Pad", opset).In(2, 3).With("pads", 1, -1, 2, 0).Named("and crop"),
            new RaisingCase("Pad", opset).In(2, 3).With("pads", 1, 2, 0, 1).With("mode", AttributeValue.Of("reflect")).Named("mirrored"),
            new RaisingCase("Pad", opset).In(Tensor.Of([3], (ReadOnlySpan<double>)[1, 2, 3])).With("pads", 1, 2).With("value", AttributeValue.Of(0.5f)).Named("of doubles"),
        ]),
        .. ((long[])[7, 9, 10, 11]).SelectMany(opset => (RaisingCase[])
        [
            new RaisingCase("Dropout", opset).In(3, 4).With("ratio", AttributeValue.Of(0.25f)),
            new RaisingCase("Dropout", opset, false).In(3, 4).Named("by half"),
        ]),
        new RaisingCase("Dropout", 12, false).In(3, 4).Constant(Tensor.Of([], (ReadOnlySpan<float>)[0.25f])).Gives(2),
    ];

    static IEnumerable<RaisingCase> Picked =>
    [
        .. ((long[])[7, 9]).SelectMany(opset => (RaisingCase[])
        [
            new RaisingCase("Slice", opset).In(4, 5).With("starts", 1, -9).With("ends", 99, 3).With("axes", 1, 0),
            new RaisingCase("Slice", opset).In(4, 5).With("starts", 1, 2).With("ends", -1, 4).Named("from the first axis on"),
            new RaisingCase("TopK", opset).In(3, 6).With("k", AttributeValue.Of(2)).With("axis", AttributeValue.Of(0)).Gives(2),
        ]),
        new RaisingCase("TopK", 10, false).In(3, 6).Ints(2).Gives(2),
        .. ((long[])[9, 10]).Select(opset => new RaisingCase("Scatter", opset).In(3, 3)
            .Constant(Tensor.Of(ElementType.Int64, [2, 3], (ReadOnlySpan<long>)[1, 0, 2, 0, 2, 1])).Constant(Tensor.Of([2, 3], (ReadOnlySpan<float>)[1, 1.5f, 2, 2.5f, 3, 3.5f]))),
    ];

    static IEnumerable<RaisingCase> Resized =>
    [
        new RaisingCase("Upsample", 7).In(1, 2, 3, 4).WithFloats("scales", 1, 1, 2, 3),
        new RaisingCase("Upsample", 8).In(1, 2, 3, 4).WithFloats("scales", 1, 1, 1.6f, 2.3f).With("mode", s_linear).Named("linear"),
        new RaisingCase("Upsample", 9).In(1, 2, 3, 4).Floats(1, 1, 2.3f, 1.7f),
        new RaisingCase("Upsample", 9).In(1, 2, 3, 4).Floats(1, 1, 2, 1).With("mode", s_linear).Named("linear"),
        new RaisingCase("Upsample", 9).In(1, 2, 3, 4).In(Tensor.Of([4], (ReadOnlySpan<float>)[1, 1, 1.5f, 2])).Named("by computed scales"),
        new RaisingCase("Resize", 10).In(1, 2, 3, 4).Floats(1, 1, 2.3f, 1.7f).Named("longer"),
        new RaisingCase("Resize", 10).In(1, 2, 7, 9).Floats(1, 1, 0.6f, 0.3f).Named("shorter"),
        new RaisingCase("Resize", 10).In(1, 2, 7, 4).Floats(1, 1, 0.6f, 2.3f).Named("shorter and longer"),
        new RaisingCase("Resize", 10).In(2, 3, 7, 4).Floats(0.5f, 2, 1.3f, 0.7f).Named("all axes"),
        new RaisingCase("Resize", 10).In(1, 2, 7, 4).Floats(1, 1, 0.6f, 2.3f).With("mode", s_linear).Named("linear"),
        new RaisingCase("Resize", 10).In(1, 2, 7, 4).In(Tensor.Of([4], (ReadOnlySpan<float>)[1, 1, 0.6f, 2.3f])).With("mode", s_linear).Named("linear by computed scales"),
        .. ((long[])[11, 12, 13]).Select(opset => new RaisingCase("Resize", opset, false).In(1, 2, 3, 4).Floats().Floats(1, 1, 2.3f, 0.7f)),
        .. ((long[])[10, 15]).SelectMany(opset => ((string[])["avg", "max"]).Select(mode => new RaisingCase("RoiAlign", opset).In(1, 2, 6, 5)
            .Constant(Tensor.Of([2, 4], (ReadOnlySpan<float>)[0, 0, 3, 4, 1, 1.5f, 4, 4])).Ints(0, 0)
            .With("output_height", AttributeValue.Of(2)).With("output_width", AttributeValue.Of(3)).With("sampling_ratio", AttributeValue.Of(2)).With("mode", AttributeValue.Of(mode)).Named(mode))),
    ];

    static IEnumerable<RaisingCase> Normalized =>
    [
        new RaisingCase("BatchNormalization", 7).In(2, 3, 4).Floats(1, -2, 0.5f).Floats(0, 1, 2).Floats(0.5f, 0, -1).Floats(1, 2, 3).With("spatial", AttributeValue.Of(1)),
        .. ((long[])[9, 11, 13, 14, 15]).Select(opset => new RaisingCase("BatchNormalization", opset, false).In(2, 3, 4).Floats(1, -2, 0.5f).Floats(0, 1, 2).Floats(0.5f, 0, -1).Floats(1, 2, 3)),
    ];

    // The table of rewritings says nothing of these, as their newer versions take more, or say it better.
    static IEnumerable<RaisingCase> Unchanged => ((long[])[7, 9, 10, 11, 12, 13]).SelectMany(opset => (RaisingCase[])
    [
        .. ((string[])["Add", "Sub", "Mul", "Div", "PRelu"]).Select(op => new RaisingCase(op, opset, false).In(2, 3, 4).Floats(1, 2, 3, 4)),
        .. ((string[])["Relu", "Sigmoid", "Tanh", "Exp", "Abs", "Neg", "Elu", "Selu", "LeakyRelu", "Softplus", "HardSigmoid", "Identity", "Flatten", "Shape", "LRN"])
            .Select(op => op == "LRN" ? new RaisingCase(op, opset, false).In(1, 5, 2, 2).With("size", AttributeValue.Of(3)) : new RaisingCase(op, opset, false).In(2, 3, 4)),
        .. ((string[])["Max", "Min", "Sum", "Mean"]).Select(op => new RaisingCase(op, opset, false).In(2, 3).Constant(Tensor.Of([2, 3], (ReadOnlySpan<float>)[1, 2, 3, 4, 5, 6]))),
        .. ((string[])["ReduceMean", "ReduceMax", "ReduceMin", "ReduceL2"]).Select(op => new RaisingCase(op, opset, false).In(2, 3, 4).With("axes", 0, 2)),
        .. ((string[])["ArgMax", "ArgMin"]).Select(op => new RaisingCase(op, opset, false).In(2, 3, 4).With("axis", AttributeValue.Of(1))),
        new RaisingCase("Pow", opset, false).In(Tensor.Of([3], (ReadOnlySpan<float>)[0.5f, 2, 3])).Floats(2, 3, 0.5f),
        new RaisingCase("Cast", opset, false).In(2, 3).With("to", AttributeValue.Of((long)ElementType.Int32)),
        new RaisingCase("Concat", opset, false).In(2, 3).Constant(Tensor.Of([2, 1], (ReadOnlySpan<float>)[7, 8])).With("axis", AttributeValue.Of(1)),
        new RaisingCase("Reshape", opset, false).In(2, 3, 4).Ints(0, -1),
        new RaisingCase("Transpose", opset, false).In(2, 3, 4),
        new RaisingCase("Gather", opset, false).In(3, 4).Ints(2, 0).With("axis", AttributeValue.Of(0)),
        new RaisingCase("Tile", opset, false).In(2, 3).Ints(2, 1),
        new RaisingCase("MatMul", opset, false).In(2, 3).Constant(RaisingCase.Numbers(3, 4)),
        new RaisingCase("Gemm", opset, false).In(2, 3).Constant(RaisingCase.Numbers(3, 4)).Floats(1, 2, 3, 4).With("alpha", AttributeValue.Of(0.5f)),
        new RaisingCase("Conv", opset, false).In(1, 2, 6, 5).Constant(RaisingCase.Numbers(3, 2, 3, 2)).With("auto_pad", AttributeValue.Of("SAME_LOWER")),
        new RaisingCase("ConvTranspose", opset, false).In(1, 2, 3, 4).Constant(RaisingCase.Numbers(2, 3, 4, 2)).With("auto_pad", AttributeValue.Of("SAME_UPPER")).With("strides", 1, 3),
        new RaisingCase("ConvTranspose", opset, false).In(1, 2, 3, 4).Constant(RaisingCase.Numbers(2, 3, 3, 2)).With("output_shape", 8, 10).With("strides", 2, 3).Named("to a size"),
        new RaisingCase("MaxPool", opset, false).In(1, 2, 6, 5).With("kernel_shape", 3, 2).With("strides", 2, 2).With("pads", 1, 0, 1, 1),
        new RaisingCase("AveragePool", opset, false).In(1, 2, 6, 5).With("kernel_shape", 3, 2).With("strides", 2, 2).With("auto_pad", AttributeValue.Of("SAME_UPPER")),
        new RaisingCase("GlobalAveragePool", opset, false).In(1, 2, 6, 5),
        new RaisingCase("LpPool", opset, false).In(1, 2, 6, 5).With("kernel_shape", 3, 2),
        new RaisingCase("InstanceNormalization", opset, false).In(2, 3, 4).Floats(1, 2, 3).Floats(0, 1, 2),
        new RaisingCase("DepthToSpace", opset, false).In(1, 8, 2, 3).With("blocksize", AttributeValue.Of(2)),
        new RaisingCase("Equal", opset, false).In(Tensor.Of(ElementType.Int64, [3], (ReadOnlySpan<long>)[1, 2, 3])).Ints(1, 0, 3),
    ]);
}
