using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>A made network: the layers of a known one, or of its kind, with random weights.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Description">What it is.</param>
/// <param name="Build">Makes it; equal bytes each time.</param>
public sealed record Network(string Name, string Description, Func<ModelProto> Build)
{
    /// <summary>What names of networks have in front on the command line.</summary>
    public const string Prefix = "net:";

    /// <summary>All networks.</summary>
    public static IReadOnlyList<Network> All { get; } =
    [
        new("lenet", "LeNet-5 (LeCun et al. 1998)", ImageNetworks.LeNet),
        new("vgg", "the convolutions of VGG-16 (Simonyan and Zisserman 2014) with smaller dense layers", ImageNetworks.Vgg),
        new("squeezenet", "SqueezeNet 1.1 (Iandola et al. 2016)", ImageNetworks.SqueezeNet),
        new("resnet50", "ResNet-50 (He et al. 2015), normalizations folded into convolutions", ImageNetworks.ResNet50),
        new("segnet", "a thin SegNet (Badrinarayanan et al. 2015): MaxPool with Indices, and MaxUnpool", SegmentationNetworks.SegNet),
        new("video", "thin Inception modules over time and space, as in I3D (Carreira and Zisserman 2017)", VideoNetworks.Inception),
        new("quantized", "a small quantized VGG: QLinearConv and MaxPool of uint8", QuantizedNetworks.Vgg),
        new("qdq", "the same as float operators between QuantizeLinear and DequantizeLinear", QuantizedNetworks.DescribedVgg),
        new("pyramid", "an image of uint8 halved again and again", QuantizedNetworks.Pyramid),
    ];

    /// <summary>The network of a name; null if there is none.</summary>
    public static Network? Find(string name) => All.FirstOrDefault(n => n.Name == name);
}
