using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Networks of uint8.</summary>
static class QuantizedNetworks
{
    const long Classes = 10;

    /// <summary>Convolutions and pools of uint8.</summary>
    public static ModelProto Vgg() => Vgg("quantized", (net, x, filters) => net.MaxPool(net.QuantizedConv(x, filters, 3), 2, 2));

    /// <summary>Float convolutions and pools between operators that say what is quantized.</summary>
    public static ModelProto DescribedVgg() =>
        Vgg("qdq", (net, x, filters) => net.Quantize(net.MaxPool(net.Dequantize(net.DescribedConv(x, filters, 3)), 2, 2)));

    /// <summary>An image halved again and again.</summary>
    public static ModelProto Pyramid()
    {
        var net = new NetworkBuilder("pyramid", ElementType.UInt8, 1, 3, 1080, 1920);
        var levels = new List<string> { "input" };
        while (levels.Count < 5) levels.Add(net.MaxPool(levels[^1], 2, 2));
        return net.Build([.. levels.Skip(1)]);
    }

    static ModelProto Vgg(string name, Func<NetworkBuilder, string, long, string> layer)
    {
        var net = new NetworkBuilder(name, ElementType.Float, 1, 3, 112, 112);
        string x = net.Quantize("input");
        foreach (long filters in (long[])[32, 64, 128]) x = layer(net, x, filters);
        return net.Build(net.Softmax(net.Linear(net.Flatten(net.GlobalAveragePool(net.Dequantize(x))), Classes)));
    }
}
