using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Builds a network node by node: follows shapes, and draws weights that neither blow values up nor let them die out.</summary>
/// <remarks>Nodes are named after their operator and place; equal calls give equal bytes.</remarks>
sealed class NetworkBuilder
{
    const long Opset = 19;

    // What quantized values are times this scale is what they stand for.
    const float ValueScale = 1 / 32f;

    // Of random data and weights that fill their types.
    const double QuantizedData = 128, QuantizedWeight = 73, QuantizedOutput = 60;

    readonly ModelBuilder _model;
    readonly SeededRandom _random;
    readonly Dictionary<string, (ElementType Type, long[] Shape)> _values = [];
    int _count;

    /// <summary>Begins a network with an input <c>input</c>.</summary>
    public NetworkBuilder(string name, ElementType type, params long[] shape)
    {
        _model = new ModelBuilder(Opset, name);
        _model.Input("input", type, shape);
        _random = new SeededRandom(name, 0);
        _values["input"] = (type, shape);
    }

    /// <summary>The number of channels of a value.</summary>
    public long Channels(string value) => _values[value].Shape[1];

    /// <summary>A convolution with bias that keeps sizes at stride 1.</summary>
    public string Conv(string x, long filters, long kernel, long stride = 1)
    {
        (ElementType type, long[] shape) = _values[x];
        int axes = shape.Length - 2;
        long[] weights = [filters, shape[1], .. Repeat(kernel, axes)];
        PoolAttributes windows = Windows(kernel, stride, (kernel - 1) / 2, axes);
        return Add("Conv", [x, Weights(weights), Initializer(new Tensor(ElementType.Float, [filters]))], type, [filters, .. Spatial(shape, windows)], Attributes(windows));
    }

    /// <summary>A convolution with bias, and max(0, x).</summary>
    public string ConvRelu(string x, long filters, long kernel, long stride = 1) => Relu(Conv(x, filters, kernel, stride));

    /// <summary>max(0, x).</summary>
    public string Relu(string x) => Add("Relu", [x], x);

    /// <summary>Maxima of windows.</summary>
    public string MaxPool(string x, long kernel, long stride, long pad = 0, bool ceil = false) => Pool("MaxPool", x, kernel, stride, pad, ceil)[0];

    /// <summary>Maxima of windows and where they were.</summary>
    public (string Y, string Indices) MaxPoolWithIndices(string x, long kernel, long stride)
    {
        string[] outputs = Pool("MaxPool", x, kernel, stride, 0, false, outputs: 2);
        return (outputs[0], outputs[1]);
    }

    /// <summary>Values put back where a pooling took them from, in a value of the shape of <paramref name="like"/>.</summary>
    public string MaxUnpool(string x, string indices, long kernel, long stride, string like)
    {
        PoolAttributes windows = Windows(kernel, stride, 0, _values[x].Shape.Length - 2);
        return Add("MaxUnpool", [x, indices], _values[x].Type, _values[like].Shape[1..], Attributes(windows));
    }

    /// <summary>Means of windows.</summary>
    public string AveragePool(string x, long kernel, long stride) => Pool("AveragePool", x, kernel, stride, 0, false)[0];

    /// <summary>Means of planes.</summary>
    public string GlobalAveragePool(string x) => Add("GlobalAveragePool", [x], _values[x].Type, [Channels(x), .. Repeat(1, _values[x].Shape.Length - 2)]);

    /// <summary>Everything but the batch as one axis.</summary>
    public string Flatten(string x) => Add("Flatten", [x], _values[x].Type, [Shapes.ElementCount(_values[x].Shape.AsSpan(1))]);

    /// <summary>A matrix product with bias.</summary>
    public string Linear(string x, long features) =>
        Add("Gemm", [x, Weights([features, Channels(x)]), Initializer(new Tensor(ElementType.Float, [features]))], ElementType.Float, [features], [new("transB", AttributeValue.Of(1))]);

    /// <summary>Probabilities.</summary>
    public string Softmax(string x) => Add("Softmax", [x], x);

    /// <summary>The sum of two values of one shape.</summary>
    public string Sum(string a, string b) => Add("Add", [a, b], a);

    /// <summary>Values side by side along the channels.</summary>
    public string Concat(params string[] parts) =>
        Add("Concat", parts, _values[parts[0]].Type, [parts.Sum(Channels), .. _values[parts[0]].Shape[2..]], [new("axis", AttributeValue.Of(1))]);

    /// <summary>Float as uint8.</summary>
    public string Quantize(string x) => Add("QuantizeLinear", [x, .. ZeroPoint()], ElementType.UInt8, _values[x].Shape[1..]);

    /// <summary>uint8 as float.</summary>
    public string Dequantize(string x) => Add("DequantizeLinear", [x, .. ZeroPoint()], ElementType.Float, _values[x].Shape[1..]);

    /// <summary>A convolution of uint8 by int8 weights; the zero point of what it gives cuts that at 0.</summary>
    public string QuantizedConv(string x, long filters, long kernel)
    {
        (string values, string[] scale, long[] output, PoolAttributes windows) = QuantizedWeights(x, filters, kernel);
        return Add("QLinearConv", [x, .. ZeroPoint(), values, .. scale, .. ZeroPoint()], ElementType.UInt8, output, Attributes(windows));
    }

    /// <summary>The same as a float convolution between operators that say what is quantized.</summary>
    public string DescribedConv(string x, long filters, long kernel)
    {
        (string values, string[] scale, long[] output, PoolAttributes windows) = QuantizedWeights(x, filters, kernel);
        string weights = Add("DequantizeLinear", [values, .. scale], ElementType.Float, []);
        return Quantize(Add("Conv", [Dequantize(x), weights], ElementType.Float, output, Attributes(windows)));
    }

    (string Values, string[] Scale, long[] Output, PoolAttributes Windows) QuantizedWeights(string x, long filters, long kernel)
    {
        long[] shape = _values[x].Shape;
        int axes = shape.Length - 2;
        long[] weights = [filters, shape[1], .. Repeat(kernel, axes)];
        var values = new Tensor(ElementType.Int8, weights);
        foreach (ref sbyte value in values.Values<sbyte>()) value = (sbyte)(_random.Below(255) - 127);
        double scale = QuantizedOutput / (QuantizedData * QuantizedWeight * Math.Sqrt(Shapes.ElementCount(weights.AsSpan(1))));
        PoolAttributes windows = Windows(kernel, 1, (kernel - 1) / 2, axes);
        return (Initializer(values), [Scalar((float)scale), Initializer(new Tensor(ElementType.Int8, []))], [filters, .. Spatial(shape, windows)], windows);
    }

    /// <summary>The network that ends with some values.</summary>
    public ModelProto Build(params string[] outputs)
    {
        foreach (string output in outputs) _model.Output(output, _values[output].Type, _values[output].Shape);
        return _model.Build();
    }

    string[] Pool(string op, string x, long kernel, long stride, long pad, bool ceil, int outputs = 1)
    {
        (ElementType type, long[] shape) = _values[x];
        PoolAttributes windows = Windows(kernel, stride, pad, shape.Length - 2, ceil);
        string name = Name(op);
        string[] names = [.. Enumerable.Range(0, outputs).Select(i => i == 0 ? $"{name}.y" : $"{name}.indices")];
        List<KeyValuePair<string, AttributeValue>> attributes = [.. Attributes(windows)];
        if (ceil) attributes.Add(new("ceil_mode", AttributeValue.Of(1)));
        _model.Node(op, [x], names, attributes, name);
        foreach (string one in names) _values[one] = (one == names[0] ? type : ElementType.Int64, [shape[0], shape[1], .. Spatial(shape, windows)]);
        return names;
    }

    string Add(string op, string[] inputs, string like) => Add(op, inputs, _values[like].Type, _values[like].Shape[1..]);

    string Add(string op, string[] inputs, ElementType type, long[] shape, IEnumerable<KeyValuePair<string, AttributeValue>>? attributes = null)
    {
        string name = Name(op), output = $"{name}.y";
        _model.Node(op, inputs, [output], attributes, name);
        _values[output] = (type, [_values["input"].Shape[0], .. shape]);
        return output;
    }

    string Name(string op) => $"{op.ToLowerInvariant()}-{_count++}";

    // The variance that keeps that of what comes in, behind max(0, x) (He et al. 2015).
    string Weights(long[] shape)
    {
        var tensor = new Tensor(ElementType.Float, shape);
        double bound = Math.Sqrt(6.0 / Shapes.ElementCount(shape.AsSpan(1)));
        foreach (ref float value in tensor.Values<float>()) value = (float)(_random.Uniform() * bound);
        return Initializer(tensor);
    }

    string[] ZeroPoint() => [Scalar(ValueScale), Initializer(new Tensor(ElementType.UInt8, []))];

    string Scalar(float value) => Initializer(Tensor.Of([], (ReadOnlySpan<float>)[value]));

    string Initializer(Tensor value)
    {
        string name = $"w-{_count++}";
        _model.Initializer(name, value);
        return name;
    }

    static PoolAttributes Windows(long kernel, long stride, long pad, int axes, bool ceil = false) =>
        new() { CeilMode = ceil ? 1 : 0, KernelShape = Repeat(kernel, axes), Strides = Repeat(stride, axes), Pads = Repeat(pad, 2 * axes) };

    static KeyValuePair<string, AttributeValue>[] Attributes(PoolAttributes windows) =>
    [
        new("kernel_shape", AttributeValue.Of(windows.KernelShape!)), new("strides", AttributeValue.Of(windows.Strides!)), new("pads", AttributeValue.Of(windows.Pads!)),
    ];

    // The windows of a convolution are those of a pool.
    static long[] Spatial(long[] shape, PoolAttributes windows) => PoolGeometry.Resolve(shape, windows).OutputShape[2..].ToArray();

    static long[] Repeat(long value, int count) => [.. Enumerable.Repeat(value, count)];
}
