namespace OnnxPool;

/// <summary>
/// The input rows under each output row of a plane. With it a kernel needs no rank: it combines these rows, then reduces along the row.
/// </summary>
/// <remarks>A row is a run along the innermost axis; the outer axes of 1-D pooling are none, so there is one row with one tap.</remarks>
sealed class RowTaps
{
    readonly PoolAxis[] _outer;
    readonly long[] _inputStrides;

    public RowTaps(PoolGeometry geometry)
    {
        _outer = geometry.Axes[..^1].ToArray();
        _inputStrides = new long[_outer.Length];
        long stride = geometry.RowAxis.Input;
        long rows = 1, taps = 1;
        for (int i = _outer.Length - 1; i >= 0; i--)
        {
            _inputStrides[i] = stride;
            stride *= _outer[i].Input;
            rows *= _outer[i].Output;
            // At least one: where an axis has no element, there is no tap, but the scratch still starts from one.
            taps *= Math.Max(1, Math.Min(_outer[i].Kernel, _outer[i].Input));
        }
        Rows = (int)rows;
        MaxTaps = (int)taps;
    }

    /// <summary>Output rows of a plane.</summary>
    public int Rows { get; }

    /// <summary>The most input rows under an output row.</summary>
    public int MaxTaps { get; }

    /// <summary>Writes where in the plane the input rows under output row <paramref name="row"/> begin, in row-major order of the window.</summary>
    /// <param name="row">0 to <see cref="Rows"/> - 1.</param>
    /// <param name="offsets">At least <see cref="MaxTaps"/> long.</param>
    /// <param name="padded">The row taps that are real or padding: their part of a divisor that includes padding.</param>
    /// <returns>The number of offsets.</returns>
    public int Fill(int row, Span<int> offsets, out long padded)
    {
        padded = 1;
        int count = 1;
        offsets[0] = 0;
        long below = Rows;
        long rest = row;
        for (int axis = 0; axis < _outer.Length; axis++)
        {
            below /= _outer[axis].Output;
            (long first, long taps) = _outer[axis].Window(rest / below);
            padded *= _outer[axis].PaddedCount(rest / below);
            rest %= below;
            int n = (int)taps;
            // From the back, so that each offset is read before its place is written.
            for (int i = count - 1; i >= 0; i--)
            {
                int origin = offsets[i];
                for (int j = n - 1; j >= 0; j--)
                    offsets[(i * n) + j] = origin + (int)((first + (j * _outer[axis].Dilation)) * _inputStrides[axis]);
            }
            count *= n;
        }
        return count;
    }
}
