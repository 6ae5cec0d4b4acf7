// README begins
using OnnxPool;
using OnnxPool.Layers;
using Flatten = OnnxPool.Layers.Flatten;     // not the operator of that name
// README pauses

// Outside of OnnxPool, as a reader is: inside, Flatten would be the operator whatever the line above says.
namespace Readme;

/// <summary>The example of layers in README, checked against it by ReadmeTests.</summary>
[TestFixture]
public class ReadmeLayerTests
{
    [Test]
    public void The_layers_compute_what_it_says()
    {
        // README goes on
        Layer[] network = [new MaxPool2D(2, stride: 2), new AveragePool2D((1, 2)), new Flatten()];

        Tensor y = Tensor.Of<float>([1, 1, 4, 4], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
        foreach (Layer layer in network) y = layer.Forward(y);                      // y = 7 15
        // README pauses
        Assert.That(y.Shape.ToArray(), Is.EqualTo((long[])[1, 2]));
        Assert.That(y.ToDoubles(), Is.EqualTo((double[])[7, 15]));
        Assert.That($"{network[0]}", Is.EqualTo("MaxPool2D(kernel_size=(2, 2), stride=(2, 2))"));
        // README goes on
        Tensor gradient = Tensor.Of<float>(y.Shape, [2, 4]);
        foreach (Layer layer in network.Reverse()) gradient = layer.Backward(gradient);
        float[] dX = gradient.Values<float>().ToArray();     // 0 0 0 0  0 1 0 1  0 0 0 0  0 2 0 2
        // README ends
        Assert.That(dX, Is.EqualTo((float[])[0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 2, 0, 2]));
    }
}
