using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Networks over three axes: time, height and width.</summary>
static class VideoNetworks
{
    const long Classes = 400;

    public static ModelProto Inception()
    {
        var net = new NetworkBuilder("video", ElementType.Float, 1, 3, 16, 112, 112);
        string x = net.MaxPool(net.ConvRelu("input", 16, 3, 2), 3, 2, pad: 1);
        x = Module(Module(x, 8), 16);
        x = Module(Module(net.MaxPool(x, 3, 2, pad: 1), 16), 16);
        return net.Build(net.Softmax(net.Linear(net.Flatten(net.GlobalAveragePool(x)), Classes)));

        string Module(string x, long filters) => net.Concat(
            net.ConvRelu(x, filters, 1), net.ConvRelu(net.ConvRelu(x, filters / 2, 1), filters, 3), net.ConvRelu(net.MaxPool(x, 3, 1, pad: 1), filters / 2, 1));
    }
}
