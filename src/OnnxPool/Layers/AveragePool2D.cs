namespace OnnxPool.Layers;

/// <summary>The mean of each window of an image, by <see cref="AveragePool"/>; its gradient by <see cref="AveragePoolGrad"/>.</summary>
/// <remarks>
/// <para>X is (N, C, H, W), or (N, H, W, C) with layout NHWC, of float, double, float16 or bfloat16; Y has the same axes.</para>
/// <para>Held after <see cref="Layer.Forward"/>: the shape of X.</para>
/// </remarks>
public sealed class AveragePool2D : Layer
{
    readonly Windows _windows;
    readonly bool _countIncludePad;

    /// <summary>A layer with these windows.</summary>
    /// <param name="kernelSize">Taps of a window, 1 or more along each axis.</param>
    /// <param name="stride">Distance between windows, 1 or more; the kernel size if absent.</param>
    /// <param name="padding">Padding on either side of each axis, 0 or more.</param>
    /// <param name="dilation">Distance between taps, 1 or more; 1 if absent.</param>
    /// <param name="ceilMode">Whether output sizes are rounded up.</param>
    /// <param name="countIncludePad">Whether padding counts in the divisor. False, as in ONNX; PyTorch's AvgPool2d has true.</param>
    /// <param name="layout">The order of the axes.</param>
    /// <exception cref="InvalidPoolingException">A number out of its range.</exception>
    public AveragePool2D(
        PerAxis kernelSize, PerAxis? stride = null, PerAxis padding = default, PerAxis? dilation = null, bool ceilMode = false,
        bool countIncludePad = false, PoolLayout layout = PoolLayout.Nchw)
    {
        _windows = new Windows(kernelSize, stride, padding, dilation, ceilMode, layout, countIncludePad);
        _countIncludePad = countIncludePad;
    }

    /// <inheritdoc/>
    public override string ToString() => $"AveragePool2D({_windows})";

    /// <inheritdoc/>
    protected override (Tensor Y, Func<Tensor, Tensor> Gradient) Compute(Tensor x)
    {
        Images.Require(x, AveragePool.Operator, _windows.Attributes.Layout);
        PoolGeometry geometry = AveragePool.Resolve(x.Shape, _windows.Attributes);
        Tensor y = PoolCall.Run(x, geometry, new AverageWork(_countIncludePad));
        return (y, dY => GradientCall.Run(dY, geometry, new AverageGradientWork(_countIncludePad)));
    }
}
