using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Networks that say what is where in an image.</summary>
static class SegmentationNetworks
{
    const long Classes = 12;

    public static ModelProto SegNet()
    {
        var net = new NetworkBuilder("segnet", ElementType.Float, 1, 3, 360, 480);
        Stack<(string Indices, string Before)> pools = new();
        string x = "input";
        foreach (long filters in (long[])[16, 32, 64])
        {
            string before = net.ConvRelu(x, filters, 3);
            (x, string indices) = net.MaxPoolWithIndices(before, 2, 2);
            pools.Push((indices, before));
        }
        foreach (long filters in (long[])[32, 16, Classes])
        {
            (string indices, string before) = pools.Pop();
            x = net.Conv(net.MaxUnpool(x, indices, 2, 2, before), filters, 3);
            if (pools.Count > 0) x = net.Relu(x);
        }
        return net.Build(x);
    }
}
