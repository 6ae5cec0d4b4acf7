using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Networks that say what is in an image.</summary>
static class ImageNetworks
{
    const long Classes = 1000;

    public static ModelProto LeNet()
    {
        var net = new NetworkBuilder("lenet", ElementType.Float, 1, 1, 28, 28);
        string x = net.AveragePool(net.ConvRelu("input", 6, 5), 2, 2);
        x = net.AveragePool(net.ConvRelu(x, 16, 5), 2, 2);
        x = net.Relu(net.Linear(net.Flatten(x), 120));
        x = net.Linear(net.Relu(net.Linear(x, 84)), 10);
        return net.Build(net.Softmax(x));
    }

    public static ModelProto Vgg()
    {
        var net = new NetworkBuilder("vgg", ElementType.Float, 1, 3, 224, 224);
        string x = "input";
        foreach ((int layers, int filters) in ((int, int)[])[(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)])
        {
            for (int i = 0; i < layers; i++) x = net.ConvRelu(x, filters, 3);
            x = net.MaxPool(x, 2, 2);
        }
        x = net.Relu(net.Linear(net.Flatten(x), 512));
        return net.Build(net.Softmax(net.Linear(x, Classes)));
    }

    public static ModelProto SqueezeNet()
    {
        var net = new NetworkBuilder("squeezenet", ElementType.Float, 1, 3, 224, 224);
        string x = net.MaxPool(net.ConvRelu("input", 64, 3, 2), 3, 2, ceil: true);
        x = net.MaxPool(Fire(Fire(x, 16, 64), 16, 64), 3, 2, ceil: true);
        x = net.MaxPool(Fire(Fire(x, 32, 128), 32, 128), 3, 2, ceil: true);
        x = Fire(Fire(Fire(Fire(x, 48, 192), 48, 192), 64, 256), 64, 256);
        x = net.GlobalAveragePool(net.ConvRelu(x, Classes, 1));
        return net.Build(net.Softmax(net.Flatten(x)));

        string Fire(string x, long squeezed, long expanded)
        {
            string s = net.ConvRelu(x, squeezed, 1);
            return net.Concat(net.ConvRelu(s, expanded, 1), net.ConvRelu(s, expanded, 3));
        }
    }

    public static ModelProto ResNet50()
    {
        var net = new NetworkBuilder("resnet50", ElementType.Float, 1, 3, 224, 224);
        string x = net.MaxPool(net.ConvRelu("input", 64, 7, 2), 3, 2, pad: 1);
        foreach ((int blocks, int filters, int stride) in ((int, int, int)[])[(3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2)])
            for (int i = 0; i < blocks; i++) x = Bottleneck(x, filters, i == 0 ? stride : 1);
        return net.Build(net.Softmax(net.Linear(net.Flatten(net.GlobalAveragePool(x)), Classes)));

        string Bottleneck(string x, long filters, long stride)
        {
            string y = net.Conv(net.ConvRelu(net.ConvRelu(x, filters, 1), filters, 3, stride), 4 * filters, 1);
            string shortcut = stride == 1 && net.Channels(x) == 4 * filters ? x : net.Conv(x, 4 * filters, 1, stride);
            return net.Relu(net.Sum(y, shortcut));
        }
    }
}
