namespace OnnxPool.Layers;

/// <summary>The maximum of each window of an image, by <see cref="MaxPool"/>; its gradient by <see cref="MaxPoolGrad"/>.</summary>
/// <remarks>
/// <para>X is (N, C, H, W), or (N, H, W, C) with layout NHWC, of float, double, float16, bfloat16, int8 or uint8; Y has the same axes.
/// Integers have no <see cref="Layer.Backward"/>.</para>
/// <para>Held after <see cref="Layer.Forward"/>: with <see cref="TiePolicy.First"/> the position of each winner, a 64-bit integer for each element of Y;
/// with the other policies a copy of X.</para>
/// </remarks>
public sealed class MaxPool2D : Layer
{
    readonly Windows _windows;
    readonly TiePolicy _ties;

    /// <summary>A layer with these windows.</summary>
    /// <param name="kernelSize">Taps of a window, 1 or more along each axis.</param>
    /// <param name="stride">Distance between windows, 1 or more; the kernel size if absent.</param>
    /// <param name="padding">Padding on either side of each axis, 0 or more; it never takes part in a maximum.</param>
    /// <param name="dilation">Distance between taps, 1 or more; 1 if absent.</param>
    /// <param name="ceilMode">Whether output sizes are rounded up.</param>
    /// <param name="layout">The order of the axes.</param>
    /// <param name="ties">Who gets the gradient of a window where several elements hold the maximum.</param>
    /// <exception cref="InvalidPoolingException">A number out of its range.</exception>
    public MaxPool2D(
        PerAxis kernelSize, PerAxis? stride = null, PerAxis padding = default, PerAxis? dilation = null, bool ceilMode = false,
        PoolLayout layout = PoolLayout.Nchw, TiePolicy ties = TiePolicy.First)
    {
        _windows = new Windows(kernelSize, stride, padding, dilation, ceilMode, layout);
        _ties = TiePolicies.Require(ties);
    }

    /// <inheritdoc/>
    public override string ToString() => $"MaxPool2D({_windows}{(_ties != TiePolicy.First ? $", ties={_ties.Name()}" : "")})";

    /// <inheritdoc/>
    protected override (Tensor Y, Func<Tensor, Tensor> Gradient) Compute(Tensor x)
    {
        Images.Require(x, MaxPool.Operator, _windows.Attributes.Layout);
        PoolGeometry geometry = MaxPool.Resolve(x.Shape, _windows.Attributes);
        return _ties == TiePolicy.First ? HoldWinners(x, geometry) : HoldInput(x, geometry, _ties);
    }

    static (Tensor, Func<Tensor, Tensor>) HoldWinners(Tensor x, PoolGeometry geometry)
    {
        var winners = new Tensor(ElementType.Int64, geometry.OutputShape);
        Tensor y = PoolCall.Run(x, geometry, new MaxWork(winners.Values<long>()));
        return (y, dY => GradientCall.Run(dY, geometry, new IndexGradientWork(winners.Values<long>(), WinnerForm.RowMajor)));
    }

    static (Tensor, Func<Tensor, Tensor>) HoldInput(Tensor x, PoolGeometry geometry, TiePolicy ties)
    {
        byte[] held = x.Bytes.ToArray();
        Tensor y = PoolCall.Run(x, geometry, new MaxWork([]));
        return (y, dY => GradientCall.Run(dY, geometry, new MaxGradientWork(held, ties)));
    }
}
