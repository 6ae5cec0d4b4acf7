namespace OnnxPool.Layers;

/// <summary>The mean of each channel of an image, by <see cref="GlobalAveragePool"/>; its gradient by <see cref="GlobalAveragePoolGrad"/>.</summary>
/// <remarks>
/// <para>X is (N, C, H, W), or (N, H, W, C) with layout NHWC, of float, double, float16 or bfloat16. Y is (N, C, 1, 1), with NHWC (N, 1, 1, C),
/// and without keepDims (N, C) for both.</para>
/// <para>Held after <see cref="Layer.Forward"/>: the shape of X.</para>
/// </remarks>
/// <param name="keepDims">Whether Y keeps the axes of the image, with one element each.</param>
/// <param name="layout">The order of the axes.</param>
/// <exception cref="InvalidPoolingException">No such layout.</exception>
public sealed class GlobalAveragePool2D(bool keepDims = true, PoolLayout layout = PoolLayout.Nchw) : Layer
{
    readonly PoolLayout _layout = PoolLayouts.Require(layout);

    /// <inheritdoc/>
    public override string ToString()
    {
        List<string> parts = [];
        if (!keepDims) parts.Add("keep_dims=False");
        if (_layout != PoolLayout.Nchw) parts.Add($"layout={_layout.Name()}");
        return $"GlobalAveragePool2D({string.Join(", ", parts)})";
    }

    /// <inheritdoc/>
    protected override (Tensor Y, Func<Tensor, Tensor> Gradient) Compute(Tensor x)
    {
        Images.Require(x, GlobalAveragePool.Operator, _layout);
        var geometry = PoolGeometry.Global(x.Shape, _layout);
        Tensor y = PoolCall.Run(x, geometry, new AverageWork(includePad: false));
        return (keepDims ? y : y.Reshape(Matrix(x.Shape)), Differentiate);

        Tensor Differentiate(Tensor dY) =>
            GradientCall.Run(dY.Reshape(geometry.OutputShape), geometry, new AverageGradientWork(includePad: false));
    }

    long[] Matrix(ReadOnlySpan<long> shape) => [shape[0], _layout == PoolLayout.Nhwc ? shape[^1] : shape[1]];
}
