namespace OnnxPool.Reference;

/// <summary>ONNX Conv, in double, as its sum is written down.</summary>
/// <remarks>
/// Y[n, m, o] = B[m] + Σ W[m, c, k]·X[n, g·C/group + c, o·stride + k·dilation − pad] over the channels c of m's group g and the positions k of the kernel;
/// X is 0 outside. Sums run in the order of c, then k.
/// </remarks>
public static class Convolution
{
    /// <summary>Convolves X.</summary>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">(N, C, D1 … Dn), n at least 1.</param>
    /// <param name="w">The weights, row-major: (M, C / group, k1 … kn), the kernel that <paramref name="attributes"/> names.</param>
    /// <param name="bias">B: M numbers; null for none.</param>
    /// <param name="attributes">kernel_shape, strides, dilations and explicit pads.</param>
    /// <param name="group">The number of groups.</param>
    /// <exception cref="ArgumentException">As <see cref="WindowGrid.Resolve"/>; data that is not as long as its shape says; channels that do not divide into groups; an auto_pad.</exception>
    public static DenseResult Forward(double[] x, long[] shape, double[] w, double[]? bias, WindowAttributes attributes, long group = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(attributes);
        Shapes.RequireData(x, shape);
        if (attributes.AutoPad != "NOTSET") throw new ArgumentException($"auto_pad is {attributes.AutoPad}; only NOTSET is allowed.");
        (double[] padded, long[] paddedShape) = Pad(x, shape, attributes.Pads ?? new long[2 * (shape.Length - 2)]);
        var grid = WindowGrid.Resolve(paddedShape, attributes with { Pads = null });
        long kernel = Shapes.Count(attributes.KernelShape);
        (long batch, long inputs) = (shape[0], shape[1]);
        if (group < 1 || inputs % group != 0) throw new ArgumentException($"group is {group}; it must divide the {inputs} channels.");
        long groupInputs = inputs / group;
        long outputs = groupInputs * kernel == 0 ? 0 : w.LongLength / (groupInputs * kernel);
        Shapes.RequireData(w, [outputs, groupInputs, kernel], "W");
        if (outputs % group != 0) throw new ArgumentException($"W has {outputs} filters; a multiple of the {group} groups is allowed.");
        if (bias is not null) Shapes.RequireData(bias, [outputs], "B");

        long[] planes = [.. grid.OutputShape.Skip(2)];
        long plane = Shapes.Count(planes);
        var y = new double[batch * outputs * plane];
        for (long n = 0; n < batch; n++)
        {
            for (long m = 0; m < outputs; m++)
            {
                long first = m / (outputs / group) * groupInputs;
                for (long o = 0; o < plane; o++)
                {
                    double sum = bias?[m] ?? 0;
                    for (long c = 0; c < groupInputs; c++)
                    {
                        long[] taps = grid.RealTaps((((n * inputs) + first + c) * plane) + o);
                        for (long k = 0; k < kernel; k++) sum += w[(((m * groupInputs) + c) * kernel) + k] * padded[taps[k]];
                    }
                    y[(((n * outputs) + m) * plane) + o] = sum;
                }
            }
        }
        return new DenseResult([batch, outputs, .. planes], y);
    }

    // With the padding written out as zeros, every window has every position of the kernel.
    static (double[] Padded, long[] Shape) Pad(double[] x, long[] shape, long[] pads)
    {
        int axes = shape.Length - 2;
        long[] large = [shape[0], shape[1], .. Enumerable.Range(0, axes).Select(a => shape[2 + a] + pads[a] + pads[axes + a])];
        var padded = new double[Shapes.Count(large)];
        for (long i = 0; i < x.LongLength; i++)
        {
            (long rest, long position, long step) = (i, 0, 1);
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                long before = axis < 2 ? 0 : pads[axis - 2];
                position += ((rest % shape[axis]) + before) * step;
                step *= large[axis];
                rest /= shape[axis];
            }
            padded[position] = x[i];
        }
        return (padded, large);
    }
}
