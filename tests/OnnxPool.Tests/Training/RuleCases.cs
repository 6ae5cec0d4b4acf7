namespace OnnxPool.Tests.Training;

/// <summary>A case for every gradient rule, with shapes that no two axes share.</summary>
static class RuleCases
{
    public static IEnumerable<RuleCase> All => [.. Arithmetic, .. Activations, .. Products, .. Moving, .. Reductions, .. Windows, .. Resizes, .. Normalizations];

    static RuleCase[] Arithmetic =>
    [
        .. ((string[])["Add", "Sub", "Mul", "Max", "Min", "Sum"]).SelectMany(op => (RuleCase[])
        [
            RuleCase.Of(op).In(2, 3).In(2, 3).Needs(Known.Nothing),
            RuleCase.Of(op).In(2, 3, 4).In(3, 1).Named("stretches the second").Needs(Known.Nothing),
            RuleCase.Of(op).In(1, 4).In(2, 3, 4).Named("stretches the first").Needs(Known.Nothing),
            RuleCase.Of(op).In(2, 1, 4).In(3, 1).Named("stretches both").Needs(Known.Nothing),
        ]),
        RuleCase.Of("Div").In(2, 1, 4).Positive(3, 1).Needs(Known.Nothing),
        RuleCase.Of("Pow").Positive(2, 3).In(3).Needs(Known.Nothing),
        RuleCase.Of("Pow").In(2, 3).Number(3).Named("of negative numbers"),
        RuleCase.Of("Pow").In(2, 3).Number(0).Named("to the power 0"),
        RuleCase.Of("Pow").Positive(2, 3).Constant(Tensor.Of([], (ReadOnlySpan<float>)[2.5f])).Named("to a float"),
        RuleCase.Of("Sum").In(2, 3).In(3).In(2, 1).Named("of three"),
        RuleCase.Of("Max").In(2, 3).In(3).In(2, 1).Named("of three"),
        RuleCase.OfFloat("Mean").In(2, 3).In(3).In(2, 1).Named("of three").Needs(Known.Nothing),
        RuleCase.Of("Where").Constant(Tensor.Of(ElementType.Bool, [2, 3], (ReadOnlySpan<byte>)[1, 0, 0, 1, 1, 0])).In(2, 3).In(1).Needs(Known.Nothing),
        .. ((string[])["Sqrt", "Log", "Reciprocal"]).Select(op => RuleCase.Of(op).Positive(2, 3).Needs(Known.Nothing)),
        .. ((string[])["Neg", "Exp", "Abs", "Identity"]).Select(op => RuleCase.Of(op).In(2, 3).Needs(Known.Nothing)),
        RuleCase.Of("Cast").In(2, 3).Set("to", (long)ElementType.Double).Needs(Known.Nothing),
    ];

    static RuleCase[] Activations =>
    [
        .. ((string[])["Relu", "Sigmoid", "Tanh"]).Select(op => RuleCase.Of(op).In(3, 5).Needs(Known.Nothing)),
        RuleCase.Of("Clip").In(3, 5).Number(-0.75).Number(1.1).Needs(Known.Nothing),
        RuleCase.Of("Clip").In(3, 5).Nothing().Number(1.1).Named("from above only"),
        RuleCase.Of("Clip").In(3, 5).Number(-0.75).Named("from below only"),
        RuleCase.OfFloat("Clip", 9).By(0.015625).In(3, 5).Set("min", -0.75f).Set("max", 1.1f),
        RuleCase.OfFloat("Clip", 9).By(0.015625).In(3, 5).Set("max", 1.1f).Named("from above only"),
        .. ((long[])[9, 11, 12, 13, 17]).SelectMany(opset => (RuleCase[])
        [
            RuleCase.Of("Softmax", opset).In(2, 3, 4).Set("axis", 1),
            RuleCase.Of("LogSoftmax", opset).In(2, 3, 4).Set("axis", 1),
            RuleCase.Of("Softmax", opset).In(3, 4),
            RuleCase.Of("LogSoftmax", opset).In(2, 3, 4).Named("without an axis"),
            RuleCase.Of("LogSoftmax", opset).In(3, 4).Set("axis", opset < 11 ? 1 : -1).Named("along the last"),
        ]),
        // ONNX Runtime has these in float only. They are linear on each side of a kink, and no number is within a step of one.
        RuleCase.OfFloat("LeakyRelu").By(0.015625).In(3, 5).Set("alpha", -0.5f),
        RuleCase.OfFloat("PRelu").By(0.015625).In(2, 3, 5).In(3, 1),
        RuleCase.OfFloat("HardSigmoid").By(0.015625).In(3, 5).Set("alpha", 0.5f).Set("beta", 0.3f),
        RuleCase.OfFloat("HardSwish").By(0.0625).Wide(3, 5),
        RuleCase.OfFloat("Elu").In(3, 5).Set("alpha", 0.7f).As(x => Reference.Activation.Elu(x, 0.7f)),
        RuleCase.OfFloat("Softplus").Wide(3, 5).As(Reference.Activation.Softplus),
        RuleCase.OfFloat("Erf").In(3, 5).As(Reference.Activation.Erf),
    ];

    static RuleCase[] Products =>
    [
        RuleCase.Of("MatMul").In(2, 3).In(3, 4),
        RuleCase.Of("MatMul").In(5, 2, 3).Weights(3, 4).Named("many by one"),
        RuleCase.Of("MatMul").In(5, 2, 3).In(5, 3, 4).Named("many by many"),
        RuleCase.Of("MatMul").In(2, 1, 2, 3).In(5, 3, 4).Named("stretches both"),
        RuleCase.Of("MatMul").In(3).In(3, 4).Named("vector by matrix"),
        RuleCase.Of("MatMul").In(2, 3).In(3).Named("matrix by vector"),
        RuleCase.Of("MatMul").In(3).In(5, 3, 4).Named("vector by many"),
        RuleCase.Of("MatMul").In(5, 2, 3).In(3).Named("many by vector"),
        RuleCase.Of("MatMul").In(3).In(3).Named("vector by vector"),
        RuleCase.Of("MatMul", 11).In(5, 2, 3).In(5, 3, 4),
        .. ((int[])[0, 1, 2, 3]).SelectMany(t => (RuleCase[])
        [
            Transposed(t).In(4).Named($"transposed {t}"),
            Transposed(t).In(2, 1).Set("alpha", 0.5f).Set("beta", -1.5f).Named($"transposed {t}, scaled"),
            Transposed(t).Named($"transposed {t}, without C"),
        ]),
    ];

    static RuleCase Transposed(int t)
    {
        RuleCase rule = RuleCase.Of("Gemm").Set("transA", t & 1).Set("transB", t >> 1);
        rule = (t & 1) == 0 ? rule.In(2, 3) : rule.In(3, 2);
        return t >> 1 == 0 ? rule.In(3, 4) : rule.In(4, 3);
    }

    static RuleCase[] Moving =>
    [
        RuleCase.Of("Reshape").In(2, 3, 4).Constant(4, -1).Needs(Known.Nothing),
        RuleCase.Of("Flatten").In(2, 3, 4).Set("axis", -1).Needs(Known.Nothing),
        RuleCase.Of("Squeeze").In(2, 1, 4).Constant(1).Needs(Known.Nothing),
        RuleCase.Of("Unsqueeze").In(2, 4).Constant(-1, 0).Needs(Known.Nothing),
        RuleCase.Of("Expand").In(3, 1).Constant(2, 1, 4).Needs(Known.Nothing),
        RuleCase.Of("Transpose").In(2, 3, 4),
        RuleCase.Of("Transpose").In(2, 3, 4).With("perm", 1, 2, 0).Named("in a circle").Needs(Known.Nothing),
        RuleCase.Of("Concat").In(2, 3).In(2, 1).In(2, 2).Set("axis", -1),
        RuleCase.Of("Concat", 11).In(1, 3).In(2, 3).Set("axis", 0),
        RuleCase.Of("Concat").In(2, 3).Set("axis", 1).Named("of one"),
        RuleCase.Of("Split").In(2, 6).Constant(1, 3, 2).Set("axis", 1).Gives(3, 1).Needs(Known.Nothing),
        RuleCase.Of("Split", 11).In(6, 2).Gives(2, 0),
        RuleCase.Of("Slice").In(4, 5).Constant(1).Constant(-1).Constant(-1),
        RuleCase.Of("Slice").In(4, 5).Constant(-3).Constant(-1).Constant(1).Named("from behind"),
        RuleCase.Of("Slice").In(4, 5).Constant(1, -9).Constant(99, 3).Named("past the ends"),
        RuleCase.Of("Slice").In(4, 5).Constant(-1, 0).Constant(-99, 5).Constant(0, 1).Constant(-2, 3).Named("backwards and in steps"),
        RuleCase.Of("Slice", 9).In(4, 5).With("starts", 1, -9).With("ends", 99, 3).With("axes", 1, 0),
        RuleCase.Of("Pad", 9).In(2, 3).With("pads", 1, 0, 2, -1).Set("value", 4f),
        RuleCase.Of("Pad").In(2, 3).Constant(1, 0, 2, 1),
        RuleCase.Of("Pad").In(2, 3).Constant(1, -1, 0, 2).Number(5).Named("and crop"),
        RuleCase.Of("Pad", 18).In(2, 3, 2).Constant(1, 0, 2, -1).Nothing().Constant(-1, 1).Named("along some axes"),
        RuleCase.Of("Gather", 11).In(4, 3).Constant(2, 0, 2).Named("with repeats"),
        RuleCase.Of("Gather").In(4, 3).Constant(2, 0, 2).Set("axis", 0).Named("with repeats"),
        RuleCase.Of("Pad", 18).In(2, 3, 2).Constant(1, 0, 2, -1).Nothing().Constant(-1, 1).Named("along some axes"),
        RuleCase.Of("Gather", 11).In(4, 3).Constant(2, 0, 2).Named("with repeats"),
        RuleCase.Of("Gather").In(4, 3).Constant(Tensor.Of(ElementType.Int64, [2, 2], (ReadOnlySpan<long>)[0, -1, 1, 0])).Set("axis", -1).Named("along the last"),
        RuleCase.Of("GatherElements").In(4, 3).Constant(Tensor.Of(ElementType.Int64, [2, 3], (ReadOnlySpan<long>)[0, 3, -1, 0, 0, 2])).Set("axis", 0),
    ];

    static RuleCase[] Reductions =>
    [
        .. ((string[])["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin"]).SelectMany(op => (RuleCase[])
        [
            RuleCase.Of(op, 18).In(2, 3, 4).Constant(-1, 0),
            RuleCase.Of(op, 18).In(2, 3, 4).Constant(-2).Set("keepdims", 0).Named("without the axis"),
            RuleCase.Of(op, 18).In(2, 3).Named("of all"),
            RuleCase.Of(op, 18).In(2, 3).Set("keepdims", 0).Named("of all to a scalar"),
            RuleCase.Of(op, 11).In(2, 3, 4).With("axes", 0, -1).Set("keepdims", 0).Named("with attributes"),
        ]),
        .. ((string[])["ReduceSum", "ReduceMean", "ReduceMax"]).SelectMany(op => (RuleCase[])
        [
            RuleCase.Of(op, 18).In(2, 3).Set("noop_with_empty_axes", 1).Set("keepdims", 0).Named("of nothing"),
            RuleCase.Of(op, 18).In(2, 3).Constant().Set("noop_with_empty_axes", 1).Set("keepdims", 0).Named("of no axis"),
            RuleCase.Of(op, 18).In(2, 3).Constant().Set("keepdims", 0).Named("of all, without a list of them"),
        ]),
    ];

    static RuleCase[] Windows =>
    [
        RuleCase.OfFloat("Conv").In(2, 3, 7, 6).Weights(4, 3, 3, 2).Weights(4),
        RuleCase.OfFloat("Conv").In(2, 3, 7, 6).Weights(4, 3, 3, 2).With("strides", 3, 2).With("pads", 1, 0, 2, 1).Named("in steps"),
        RuleCase.OfFloat("Conv").In(1, 2, 9, 8).Weights(3, 2, 2, 3).With("dilations", 3, 2).With("strides", 2, 4).Named("dilated, in steps"),
        RuleCase.OfFloat("Conv").In(2, 4, 6, 5).Weights(6, 2, 3, 3).Weights(6).Set("group", 2).With("pads", 1, 1, 1, 1).With("strides", 2, 1).Named("in groups"),
        RuleCase.OfFloat("Conv").In(2, 3, 5, 6).Weights(6, 1, 2, 2).Set("group", 3).Named("of each channel"),
        RuleCase.OfFloat("Conv").In(2, 3, 5, 6).Weights(2, 3, 4, 3).Set("auto_pad", "SAME_LOWER").With("strides", 2, 2).Named("padded by itself").Needs(Known.Shapes),
        RuleCase.OfFloat("Conv").In(2, 3, 5, 6).Weights(2, 3, 4, 2).Set("auto_pad", "SAME_UPPER").Named("padded by itself, more behind").Needs(Known.Shapes),
        RuleCase.OfFloat("Conv").In(2, 3, 5, 6).Weights(2, 3, 3, 2).Set("auto_pad", "VALID").With("strides", 2, 3).Named("not padded"),
        RuleCase.OfFloat("Conv").In(2, 3, 9).Weights(4, 3, 3).Weights(4).With("strides", 2).With("pads", 2, 1).Named("of one axis"),
        RuleCase.OfFloat("Conv").In(1, 2, 3, 4, 3).Weights(2, 2, 2, 3, 1).Named("of three axes"),
        RuleCase.OfFloat("Conv").In(1, 2, 3, 4).Weights(3, 2, 2, 2).With("pads", 3, 2, 2, 3).Named("padded beyond the kernel"),
        RuleCase.OfFloat("Conv").In(2, 32, 2, 3).Weights(33, 32, 1, 1).Named("wide, one position").Needs(Known.Ranks),
        RuleCase.OfFloat("Conv").In(2, 32, 3, 4).Weights(33, 32, 2, 1).With("pads", 1, 0, 0, 0).Named("wide"),
        RuleCase.OfFloat("Conv").In(1, 32, 5, 4).Weights(32, 32, 2, 1).With("strides", 2, 3).With("dilations", 2, 1).With("pads", 1, 0, 0, 1).Named("wide, dilated, in steps"),
        RuleCase.OfFloat("Conv").In(1, 32, 3, 2).Weights(32, 16, 2, 1).Set("group", 2).Named("wide, in groups"),
        RuleCase.OfFloat("Conv").In(1, 32, 2, 3).Weights(32, 32, 2, 1).With("pads", 2, 0, 3, 0).Named("wide, padded beyond the kernel"),
        RuleCase.OfFloat("ConvTranspose").In(2, 3, 4, 3).Weights(3, 4, 3, 2).Weights(4),
        RuleCase.OfFloat("ConvTranspose").In(2, 3, 4, 3).Weights(3, 4, 2, 2).With("strides", 2, 2).Named("as in text detection"),
        RuleCase.OfFloat("ConvTranspose").In(2, 3, 4, 3).Weights(3, 4, 3, 2).Weights(4).With("strides", 3, 2).With("pads", 1, 0, 2, 1).With("output_padding", 2, 1).Named("in steps"),
        RuleCase.OfFloat("ConvTranspose").In(1, 2, 4, 3).Weights(2, 3, 2, 3).With("dilations", 1, 2).With("strides", 3, 2).With("output_padding", 2, 1).Named("dilated, room for more"),
        RuleCase.OfFloat("ConvTranspose").In(2, 4, 3, 4).Weights(4, 3, 3, 2).Weights(6).Set("group", 2).With("pads", 1, 1, 0, 0).With("strides", 2, 1).Named("in groups"),
        RuleCase.OfFloat("ConvTranspose").In(2, 3, 4, 3).Weights(3, 1, 2, 2).Set("group", 3).Named("of each channel"),
        RuleCase.OfFloat("ConvTranspose").In(2, 3, 4, 3).Weights(3, 2, 4, 2).Set("auto_pad", "SAME_UPPER").With("strides", 1, 3).Named("same, more behind"),
        RuleCase.OfFloat("ConvTranspose").In(2, 3, 4, 3).Weights(3, 2, 4, 2).Set("auto_pad", "SAME_LOWER").With("strides", 1, 1).Named("same, more before"),
        RuleCase.OfFloat("ConvTranspose").In(2, 3, 4, 3).Weights(3, 2, 3, 2).With("output_shape", 7, 9).With("strides", 2, 3).Named("to a size").Needs(Known.Shapes),
        RuleCase.OfFloat("ConvTranspose").In(2, 3, 5).Weights(3, 4, 3).Weights(4).With("strides", 2).With("pads", 2, 1).Named("of one axis"),
        RuleCase.OfFloat("ConvTranspose").In(2, 32, 2, 3).Weights(32, 33, 2, 1).With("strides", 2, 1).With("pads", 1, 0, 0, 0).Named("wide"),
        RuleCase.OfFloat("ConvTranspose").In(1, 32, 2, 3).Weights(32, 32, 1, 1).With("strides", 2, 2).With("output_padding", 1, 1).Named("wide, room for more"),
        RuleCase.Of("MaxPool").In(2, 2, 6, 5).With("kernel_shape", 3, 2).With("strides", 2, 1).With("pads", 1, 0, 1, 1),
        RuleCase.Of("AveragePool").In(2, 2, 6, 5).With("kernel_shape", 3, 2).With("strides", 2, 1).With("pads", 1, 0, 1, 1).Set("count_include_pad", 1),
        RuleCase.Of("GlobalMaxPool").In(2, 3, 4, 2),
        RuleCase.Of("GlobalAveragePool").In(2, 3, 4, 2),
        RuleCase.OfFloat("LpPool").By(0.25).Positive(1, 2, 5, 4).With("kernel_shape", 2, 2).Set("p", 1).With("strides", 2, 1),
        RuleCase.OfFloat("GlobalLpPool").By(0.25).Positive(2, 2, 3).Set("p", 1),
        RuleCase.Of("AveragePool").In(1, 2, 8).With("kernel_shape", 3).Set("ceil_mode", 1).With("strides", 2).Named("of one axis"),
        RuleCase.Of("MaxPool").In(1, 2, 8).With("kernel_shape", 3).With("dilations", 2).Set("ceil_mode", 1).With("strides", 2).Named("of one axis"),
        RuleCase.OfFloat("MaxUnpool").In(1, 1, 2, 2).Constant(Tensor.Of(ElementType.Int64, [1, 1, 2, 2], (ReadOnlySpan<long>)[3, 4, 9, 14])).With("kernel_shape", 2, 2).With("strides", 2, 2),
    ];

    static RuleCase[] Resizes =>
    [
        .. ((long[])[11, 13, 18]).Select(opset => Resized(opset, 1, 1, 3, 2).Set("coordinate_transformation_mode", "asymmetric").Set("nearest_mode", "floor").Named("to copies")),
        RuleCase.OfFloat("Resize").In(2, 3, 4).Nothing().Scales(1, 1, 2).Set("coordinate_transformation_mode", "asymmetric").Set("nearest_mode", "floor").Named("to copies along one axis"),
        Resized(17, 1, 1, 0.5f, 1.6f).Named("to the nearest"),
        Resized(17, 1, 1, 2, 2.5f).Set("coordinate_transformation_mode", "asymmetric").Set("nearest_mode", "floor").Named("to copies, not as many of each"),
        Resized(17, 2, 1, 1, 2).Set("coordinate_transformation_mode", "asymmetric").Set("nearest_mode", "floor").Named("to copies of images"),
        Resized(17, 1, 1, 2, 3).Set("coordinate_transformation_mode", "asymmetric").Set("nearest_mode", "ceil").Named("to the next"),
        Resized(17, 1, 1, 2.5f, 1.6f).Set("mode", "linear").Named("linear"),
        Resized(17, 1, 1, 0.6f, 2).Set("mode", "linear").Set("coordinate_transformation_mode", "align_corners").Named("linear between corners"),
        Resized(17, 1, 1, 1.5f, 2).Set("mode", "cubic").Set("cubic_coeff_a", -0.5f).Named("cubic"),
        RuleCase.OfFloat("Resize").In(1, 2, 4, 3).Nothing().Nothing().Constant(1, 2, 3, 5).Set("mode", "linear").Named("to a size"),
        RuleCase.OfFloat("Resize", 18).In(1, 2, 4, 3).Nothing().Nothing().Constant(3, 7).With("axes", -1, 2).Set("mode", "linear").Set("antialias", 1).Named("of two axes, smoothly"),
        RuleCase.OfFloat("Upsample", 9).In(1, 2, 4, 3).Scales(1, 1, 2, 3).Set("mode", "linear").Named("linear"),
        RuleCase.OfFloat("Resize", 10).In(1, 2, 4, 3).Scales(1, 1, 0.6f, 2).Named("shorter and longer"),
    ];

    static RuleCase Resized(long opset, params float[] scales) => RuleCase.OfFloat("Resize", opset).In(1, 2, 4, 3).Region(opset).Scales(scales);

    static RuleCase[] Normalizations =>
    [
        .. ((long[])[11, 14, 17]).SelectMany(opset => (RuleCase[])
        [
            RuleCase.Of("BatchNormalization", opset).In(3, 2, 4, 5).Weights(2).Weights(2).Number(0.3, -0.2).Number(1.5, 0.7),
            RuleCase.Of("BatchNormalization", opset).In(3, 2, 4, 5).Weights(2).Weights(2).Number(0.3, -0.2).Number(1.5, 0.7).Set("epsilon", 0.01f).AtInference().Named("at inference"),
        ]),
        RuleCase.Of("BatchNormalization").In(6, 2).Weights(2).Weights(2).Number(0.3, -0.2).Number(1.5, 0.7).Named("of rows"),
        RuleCase.Of("BatchNormalization").In(3, 2, 4).Number(0.5, 2).Number(0.1, 0.2).Number(0.3, -0.2).Number(1.5, 0.7).Named("frozen"),
        RuleCase.Of("Dropout").In(3, 4).Number(0.5).AtInference().Named("at inference").Needs(Known.Nothing),
    ];
}
