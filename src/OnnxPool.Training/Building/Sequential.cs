using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>Builds an ONNX model layer by layer, with weights as PyTorch begins them.</summary>
/// <remarks>
/// The input is <c>input</c>, float, with a batch of any size; the output is <c>output</c>. Layers are numbered from 0 as they are added, and their parameters
/// are named as PyTorch's: <c>0.weight</c>, <c>0.bias</c>, <c>3.running_mean</c>. Equal calls give equal bytes.
/// </remarks>
public sealed class Sequential
{
    const long Opset = 17;

    readonly List<Action<ModelBuilder, string, string>> _layers = [];
    readonly Random _random;
    readonly long[] _input;
    long[] _shape;

    Sequential(long[] shape, int seed)
    {
        if (shape.Length == 0 || shape.Any(d => d < 1)) throw new InvalidPoolingException("input shape", Shapes.Format(shape), "one dimension or more, each 1 or more, without the batch");
        (_input, _shape, _random) = (shape, shape, new Random(seed));
    }

    /// <summary>The shape that the layers so far give, without the batch.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>Begins a model.</summary>
    /// <param name="shape">What goes in, without the batch: channels and spatial axes, or features.</param>
    public static Sequential Input(params long[] shape) => new(shape, 0);

    /// <summary>Begins a model with weights from a seed.</summary>
    /// <param name="seed">The seed; <see cref="Input(long[])"/> takes 0.</param>
    /// <param name="shape">What goes in, without the batch.</param>
    public static Sequential Input(int seed, long[] shape) => new(shape, seed);

    /// <summary>Convolution with bias, the same kernel along every spatial axis.</summary>
    /// <param name="filters">Channels of the output.</param>
    /// <param name="kernel">The kernel's length.</param>
    /// <param name="stride">The step.</param>
    /// <param name="padding">Zeros on each side.</param>
    public Sequential Conv(long filters, long kernel, long stride = 1, long padding = 0)
    {
        int axes = RequireSpatial("Conv");
        string name = Next;
        double bound = 1 / Math.Sqrt(_shape[0] * Power(kernel, axes));
        Tensor weight = Uniform(bound, [filters, _shape[0], .. Repeat(kernel, axes)]), bias = Uniform(bound, [filters]);
        long[] pads = Repeat(padding, 2 * axes);
        _shape = [filters, .. Windows("Conv", new PoolAttributes { KernelShape = Repeat(kernel, axes), Strides = Repeat(stride, axes), Pads = pads })];
        return Then((builder, x, y) => builder.Initializer($"{name}.weight", weight).Initializer($"{name}.bias", bias)
            .Node("Conv", [x, $"{name}.weight", $"{name}.bias"], [y], [new("strides", AttributeValue.Of(Repeat(stride, axes))), new("pads", AttributeValue.Of(pads))], $"{name}.conv"));
    }

    /// <summary>Maxima of windows.</summary>
    /// <param name="kernel">The window's length.</param>
    /// <param name="stride">The step; that length if absent.</param>
    public Sequential MaxPool(long kernel, long? stride = null) => Pool("MaxPool", kernel, stride ?? kernel);

    /// <summary>Means of windows.</summary>
    /// <param name="kernel">The window's length.</param>
    /// <param name="stride">The step; that length if absent.</param>
    public Sequential AveragePool(long kernel, long? stride = null) => Pool("AveragePool", kernel, stride ?? kernel);

    /// <summary>The mean of each channel.</summary>
    public Sequential GlobalAveragePool()
    {
        int axes = RequireSpatial("GlobalAveragePool");
        _shape = [_shape[0], .. Repeat(1, axes)];
        return Plain("GlobalAveragePool");
    }

    /// <summary>Everything but the batch as one axis.</summary>
    public Sequential Flatten()
    {
        _shape = [Shapes.ElementCount(_shape)];
        return Plain("Flatten");
    }

    /// <summary>While trained, zeros with probability <paramref name="ratio"/>.</summary>
    public Sequential Dropout(float ratio = 0.5f)
    {
        if (ratio is not (>= 0 and < 1)) throw new InvalidPoolingException("ratio", $"{ratio}", "0 or more and less than 1");
        string name = Next;
        return Then((builder, x, y) => builder.Initializer($"{name}.ratio", Tensor.Of([], (ReadOnlySpan<float>)[ratio]))
            .Node("Dropout", [x, $"{name}.ratio"], [y], name: $"{name}.dropout"));
    }

    /// <summary>A matrix product with bias.</summary>
    /// <param name="features">Features of the output.</param>
    public Sequential Linear(long features)
    {
        if (_shape.Length != 1) throw new InvalidPoolingException("Linear after shape", Shapes.Format(_shape), "one axis, as after Flatten");
        string name = Next;
        double bound = 1 / Math.Sqrt(_shape[0]);
        Tensor weight = Uniform(bound, [features, _shape[0]]), bias = Uniform(bound, [features]);
        _shape = [features];
        return Then((builder, x, y) => builder.Initializer($"{name}.weight", weight).Initializer($"{name}.bias", bias)
            .Node("Gemm", [x, $"{name}.weight", $"{name}.bias"], [y], [new("transB", AttributeValue.Of(1))], $"{name}.linear"));
    }

    /// <summary>Each channel normalized, scaled and moved.</summary>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="momentum">How much of the running statistics stays in a step (ONNX's convention).</param>
    public Sequential BatchNormalization(float epsilon = 1e-5f, float momentum = 0.9f)
    {
        string name = Next;
        long channels = _shape[0];
        (string Name, float Value)[] parts = [("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)];
        return Then((builder, x, y) =>
        {
            foreach ((string part, float value) in parts)
            {
                var tensor = new Tensor(ElementType.Float, [channels]);
                tensor.Values<float>().Fill(value);
                builder.Initializer($"{name}.{part}", tensor);
            }
            builder.Node("BatchNormalization", [x, .. parts.Select(p => $"{name}.{p.Name}")], [y],
                [new("epsilon", AttributeValue.Of(epsilon)), new("momentum", AttributeValue.Of(momentum))], $"{name}.norm");
        });
    }

    /// <summary>max(0, x).</summary>
    public Sequential Relu() => Plain("Relu");

    /// <summary>The hyperbolic tangent.</summary>
    public Sequential Tanh() => Plain("Tanh");

    /// <summary>1/(1 + exp(−x)).</summary>
    public Sequential Sigmoid() => Plain("Sigmoid");

    /// <summary>Probabilities along the first axis behind the batch; softmax cross-entropy looks through it.</summary>
    public Sequential Softmax() => Plain("Softmax", new KeyValuePair<string, AttributeValue>("axis", AttributeValue.Of(1)));

    /// <summary>The model.</summary>
    /// <exception cref="InvalidPoolingException">No layer.</exception>
    public ModelProto Build()
    {
        if (_layers.Count == 0) throw new InvalidPoolingException("layers", "none", "at least one");
        var builder = new ModelBuilder(Opset, "sequential");
        builder.Input(Batch("input", _input));
        for (int i = 0; i < _layers.Count; i++) _layers[i](builder, i == 0 ? "input" : $"{i - 1}.output", i == _layers.Count - 1 ? "output" : $"{i}.output");
        return builder.Output(Batch("output", _shape)).Build();
    }

    string Next => $"{_layers.Count}";

    static ValueInfoProto Batch(string name, long[] shape)
    {
        TypeProto type = ValueTypes.Tensor(ElementType.Float, [ValueTypes.UnknownDimension, .. shape]);
        type.TensorType.Shape.Dim[0].DimParam = "batch";
        return ValueTypes.Named(name, type);
    }

    Sequential Pool(string op, long kernel, long stride)
    {
        int axes = RequireSpatial(op);
        string name = Next;
        _shape = [_shape[0], .. Windows(op, new PoolAttributes { KernelShape = Repeat(kernel, axes), Strides = Repeat(stride, axes) })];
        return Then((builder, x, y) => builder.Node(
            op, [x], [y], [new("kernel_shape", AttributeValue.Of(Repeat(kernel, axes))), new("strides", AttributeValue.Of(Repeat(stride, axes)))], $"{name}.pool"));
    }

    Sequential Plain(string op, params KeyValuePair<string, AttributeValue>[] attributes)
    {
        string name = $"{Next}.{op}";
        return Then((builder, x, y) => builder.Node(op, [x], [y], attributes, name));
    }

    Sequential Then(Action<ModelBuilder, string, string> layer)
    {
        _layers.Add(layer);
        return this;
    }

    // The windows of a convolution are those of a pool.
    long[] Windows(string layer, PoolAttributes attributes)
    {
        long[] output = PoolGeometry.Resolve([1, .. _shape], attributes).OutputShape[2..].ToArray();
        return output.All(d => d > 0) ? output : throw new InvalidPoolingException($"{layer} after shape", Shapes.Format(_shape), "a shape that a window fits into");
    }

    int RequireSpatial(string layer) =>
        _shape.Length > 1 ? _shape.Length - 1 : throw new InvalidPoolingException($"{layer} after shape", Shapes.Format(_shape), "channels and spatial axes");

    Tensor Uniform(double bound, long[] shape)
    {
        var tensor = new Tensor(ElementType.Float, shape);
        foreach (ref float value in tensor.Values<float>()) value = (float)(((_random.NextDouble() * 2) - 1) * bound);
        return tensor;
    }

    static long[] Repeat(long value, int count) => [.. Enumerable.Repeat(value, count)];

    static double Power(long value, int count) => Math.Pow(value, count);
}
