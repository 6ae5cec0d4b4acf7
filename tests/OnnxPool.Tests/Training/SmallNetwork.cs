using OnnxPool.Onnx;
using OnnxPool.Reference;
using OnnxPool.Tests.Models;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>A network of a few layers, once in ONNX and once as a function in double.</summary>
/// <param name="Name">What it is like.</param>
/// <param name="Model">In ONNX, in float.</param>
/// <param name="Loss">What is minimized.</param>
/// <param name="Input">The batch.</param>
/// <param name="Labels">What is wanted of it.</param>
/// <param name="Evaluate">The loss, from the values of the parameters by name.</param>
sealed record SmallNetwork(
    string Name, ModelProto Model, Loss Loss, Tensor Input, Tensor Labels, Func<IReadOnlyDictionary<string, double[]>, double> Evaluate)
{
    public static IEnumerable<SmallNetwork> All => [Classifier(), Normalized(), Residual()];

    public override string ToString() => Name;

    public Dictionary<string, Tensor> Feeds => new() { ["x"] = Input, [GradientGraph.LabelsName] = Labels };

    /// <summary>Convolutions, both kinds of pooling and two linear layers: LeNet, smaller.</summary>
    static SmallNetwork Classifier()
    {
        var parts = new Parts(1);
        Tensor x = parts.Numbers(3, 1, 9, 8), labels = Tensor.Of(ElementType.Int64, [3], (ReadOnlySpan<long>)[2, 0, 3]);
        long[] pads = [1, 0, 0, 1], strides = [2, 1];
        ModelProto model = parts.Begin(17, x)
            .Node("Conv", ["x", parts.New("conv1.weight", 3, 1, 3, 2), parts.New("conv1.bias", 3)], ["c1"], Attributes(("pads", pads)), "conv1")
            .Node("Relu", ["c1"], ["r1"], name: "relu1")
            .Node("MaxPool", ["r1"], ["m1"], Attributes(("kernel_shape", [2, 2]), ("strides", [2, 2])), "pool1")
            .Node("Conv", ["m1", parts.New("conv2.weight", 4, 3, 2, 2), parts.New("conv2.bias", 4)], ["c2"], name: "conv2")
            .Node("Relu", ["c2"], ["r2"], name: "relu2")
            .Node("AveragePool", ["r2"], ["a2"], Attributes(("kernel_shape", [2, 2]), ("strides", strides)), "pool2")
            .Node("Flatten", ["a2"], ["f"], name: "flatten")
            .Node("Gemm", ["f", parts.New("fc1.weight", 5, 8), parts.New("fc1.bias", 5)], ["g1"], [new("transB", AttributeValue.Of(1))], "fc1")
            .Node("Relu", ["g1"], ["r3"], name: "relu3")
            .Node("Gemm", ["r3", parts.New("fc2.weight", 4, 5), parts.New("fc2.bias", 4)], ["y"], [new("transB", AttributeValue.Of(1))], "fc2")
            .Output("y", ElementType.Float).Build();
        return new SmallNetwork("classifier", model, OnnxPool.Training.Loss.SoftmaxCrossEntropy, x, labels, p =>
        {
            DenseResult c1 = Reference.Convolution.Forward(x.ToDoubles(), [3, 1, 9, 8], p["conv1.weight"], p["conv1.bias"], new Reference.WindowAttributes { KernelShape = [3, 2], Pads = pads });
            MaxPoolResult m1 = Reference.MaxPool.Forward(Activation.Each(c1.Y, Activation.Relu), c1.Shape, new Reference.WindowAttributes { KernelShape = [2, 2], Strides = [2, 2] });
            DenseResult c2 = Reference.Convolution.Forward(m1.Y, m1.Shape, p["conv2.weight"], p["conv2.bias"], new Reference.WindowAttributes { KernelShape = [2, 2] });
            double[] a2 = Reference.AveragePool.Forward(Activation.Each(c2.Y, Activation.Relu), c2.Shape, new Reference.WindowAttributes { KernelShape = [2, 2], Strides = strides }).Y;
            double[] hidden = Activation.Each(Gemm.Forward(a2, p["fc1.weight"], p["fc1.bias"], 3, 5, transB: true).Y, Activation.Relu);
            return LossFunction.SoftmaxCrossEntropy(Gemm.Forward(hidden, p["fc2.weight"], p["fc2.bias"], 3, 4, transB: true).Y, labels.Values<long>().ToArray());
        });
    }

    /// <summary>A grouped convolution of one axis with the statistics of the batch, and probabilities.</summary>
    static SmallNetwork Normalized()
    {
        var parts = new Parts(2);
        Tensor x = parts.Numbers(4, 2, 9), labels = Tensor.Of([4, 3], (ReadOnlySpan<float>)[1, 0, 0.25f, 0, 0, 1, 1, 1, 0, 0.5f, 0, 1]);
        ModelProto model = parts.Begin(15, x)
            .Node("Conv", ["x", parts.New("conv.weight", 4, 1, 3)], ["c"], [new("group", AttributeValue.Of(2)), .. Attributes(("strides", [2]), ("pads", [1, 0]))], "conv")
            .Initializer("mean", Tensor.Of([4], (ReadOnlySpan<float>)[0, 1, 2, 3])).Initializer("variance", Tensor.Of([4], (ReadOnlySpan<float>)[1, 2, 3, 4]))
            .Node("BatchNormalization", ["c", parts.New("norm.weight", 4), parts.New("norm.bias", 4), "mean", "variance"], ["n"], [new("epsilon", AttributeValue.Of(0.01f))], "norm")
            .Node("LeakyRelu", ["n"], ["l"], [new("alpha", AttributeValue.Of(0.25f))], "leaky")
            .Node("GlobalAveragePool", ["l"], ["g"], name: "global")
            .Node("Flatten", ["g"], ["f"], name: "flatten")
            .Node("Gemm", ["f", parts.New("fc.weight", 4, 3), parts.New("fc.bias", 3)], ["z"], name: "fc")
            .Node("Sigmoid", ["z"], ["y"], name: "sigmoid")
            .Output("y", ElementType.Float).Build();
        return new SmallNetwork("normalized", model, OnnxPool.Training.Loss.BinaryCrossEntropy, x, labels, p =>
        {
            DenseResult c = Reference.Convolution.Forward(x.ToDoubles(), [4, 2, 9], p["conv.weight"], null, new Reference.WindowAttributes { KernelShape = [3], Strides = [2], Pads = [1, 0] }, 2);
            double[] n = BatchNormalization.Forward(c.Y, c.Shape, p["norm.weight"], p["norm.bias"], 0.01f).Y;
            double[] g = Reference.GlobalAveragePool.Forward(Activation.Each(n, v => Activation.LeakyRelu(v, 0.25)), c.Shape).Y;
            return LossFunction.BinaryCrossEntropy(Activation.Each(Gemm.Forward(g, p["fc.weight"], p["fc.bias"], 4, 3).Y, Activation.Sigmoid), labels.ToDoubles());
        });
    }

    /// <summary>One set of weights used twice, a sum with what went in, and squares.</summary>
    static SmallNetwork Residual()
    {
        var parts = new Parts(3);
        Tensor x = parts.Numbers(3, 2, 5, 6), labels = parts.Numbers(3, 3);
        string w = parts.New("conv.weight", 2, 2, 3, 3);
        KeyValuePair<string, AttributeValue>[] pads = Attributes(("pads", [1, 1, 1, 1]));
        ModelProto model = parts.Begin(14, x)
            .Node("Conv", ["x", w], ["c1"], pads, "conv1")
            .Node("HardSwish", ["c1"], ["h"], name: "swish")
            .Node("Conv", ["h", w], ["c2"], pads, "conv2")
            .Node("Add", ["c2", "x"], ["s"], name: "sum")
            .Node("GlobalMaxPool", ["s"], ["g"], name: "global")
            .Node("Flatten", ["g"], ["f"], name: "flatten")
            .Node("MatMul", ["f", parts.New("fc.weight", 2, 3)], ["z"], name: "fc")
            .Node("Add", ["z", parts.New("fc.bias", 3)], ["b"], name: "bias")
            .Node("Tanh", ["b"], ["y"], name: "tanh")
            .Output("y", ElementType.Float).Build();
        return new SmallNetwork("residual", model, OnnxPool.Training.Loss.MeanSquaredError, x, labels, p =>
        {
            var window = new Reference.WindowAttributes { KernelShape = [3, 3], Pads = [1, 1, 1, 1] };
            DenseResult c1 = Reference.Convolution.Forward(x.ToDoubles(), [3, 2, 5, 6], p["conv.weight"], null, window);
            DenseResult c2 = Reference.Convolution.Forward(Activation.Each(c1.Y, Activation.HardSwish), c1.Shape, p["conv.weight"], null, window);
            double[] g = Reference.GlobalMaxPool.Forward([.. c2.Y.Zip(x.ToDoubles(), (a, b) => a + b)], c2.Shape).Y;
            return LossFunction.MeanSquaredError(Activation.Each(Gemm.Forward(g, p["fc.weight"], p["fc.bias"], 3, 3).Y, Activation.Tanh), labels.ToDoubles());
        });
    }

    static KeyValuePair<string, AttributeValue>[] Attributes(params (string Name, long[] Values)[] lists) =>
        SampleModels.Attributes([.. lists.Select(l => (l.Name, AttributeValue.Of(l.Values)))]);

    sealed class Parts(int seed)
    {
        readonly Random _random = new(seed);
        readonly List<(string Name, Tensor Value)> _parameters = [];
        ModelBuilder? _builder;

        public Tensor Numbers(params long[] shape) =>
            Tensor.Of(shape, (ReadOnlySpan<float>)[.. Enumerable.Range(0, (int)Shapes.ElementCount(shape)).Select(_ => (float)((_random.NextDouble() * 2) - 1))]);

        public string New(string name, params long[] shape)
        {
            Tensor value = Numbers(shape);
            _parameters.Add((name, value));
            _builder?.Initializer(name, value);
            return name;
        }

        public ModelBuilder Begin(long opset, Tensor x)
        {
            var input = ValueTypes.Named("x", ValueTypes.Tensor(ElementType.Float, [ValueTypes.UnknownDimension, .. x.Shape[1..]]));
            input.Type.TensorType.Shape.Dim[0].DimParam = "batch";
            _builder = new ModelBuilder(opset).Input(input);
            foreach ((string name, Tensor value) in _parameters) _builder.Initializer(name, value);
            return _builder;
        }
    }
}
