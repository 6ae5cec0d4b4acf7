namespace OnnxPool.Layers;

/// <summary>The window of a 2D layer: what its constructor was given, as attributes for the operator and as text.</summary>
sealed class Windows
{
    readonly string _text;

    /// <exception cref="InvalidPoolingException">A value that ONNX does not allow.</exception>
    public Windows(
        PerAxis kernelSize, PerAxis? stride, PerAxis padding, PerAxis? dilation, bool ceilMode, PoolLayout layout, bool countIncludePad = false)
    {
        PerAxis steps = stride ?? kernelSize;
        PerAxis spread = dilation ?? 1;
        Attributes = new PoolAttributes
        {
            KernelShape = kernelSize.ToArray(),
            Strides = steps.ToArray(),
            Pads = [.. padding.ToArray(), .. padding.ToArray()],
            Dilations = spread.ToArray(),
            CeilMode = ceilMode ? 1 : 0,
            CountIncludePad = countIncludePad ? 1 : 0,
            Layout = layout,
        };
        PoolGeometry.Check(Attributes, rank: 2);
        _text = string.Concat(
            $"kernel_size={kernelSize}, stride={steps}",
            padding != 0 ? $", padding={padding}" : "",
            spread != 1 ? $", dilation={spread}" : "",
            ceilMode ? ", ceil_mode=True" : "",
            countIncludePad ? ", count_include_pad=True" : "",
            layout != PoolLayout.Nchw ? $", layout={layout.Name()}" : "");
    }

    public PoolAttributes Attributes { get; }

    /// <summary>Kernel and stride, then what is not the default.</summary>
    public override string ToString() => _text;
}
