namespace OnnxPool;

/// <summary>
/// The rows on one side of a pooling that belong to each row on the other: the input rows under an output row, or the output rows over an
/// input row. With it a kernel needs no rank: it combines these rows, then works along the row.
/// </summary>
/// <remarks>A row is a run along the innermost axis; the outer axes of 1-D pooling are none, so there is one row with one tap.</remarks>
sealed class RowTaps
{
    // Offsets that are kept, so that planes after the first have only to look them up.
    const int MostKept = 1 << 16;

    readonly AxisWindows[] _outer;
    readonly int[] _strides;
    readonly PoolAxis[] _axes;
    readonly int[]? _offsets;
    readonly int[]? _counts;
    readonly int[]? _innerCounts;
    readonly long[]? _padded;

    RowTaps(PoolGeometry geometry, Func<PoolAxis, AxisWindows> windows, long rowLength, bool ofOutputs)
    {
        _axes = geometry.KernelAxes[..^1].ToArray();
        _outer = [.. _axes.Select(windows)];
        _strides = new int[_outer.Length];
        RowLength = (int)rowLength;
        int stride = RowLength;
        int rows = 1, taps = 1;
        for (int i = _outer.Length - 1; i >= 0; i--)
        {
            _strides[i] = stride;
            stride *= _outer[i].Length;
            rows *= _outer[i].Positions;
            // At least one: where an axis has no tap, the scratch still starts from one.
            taps *= Math.Max(1, _outer[i].MaxCount);
        }
        Rows = rows;
        MaxTaps = taps;
        if ((long)rows * taps > MostKept) return;
        var offsets = new int[rows * taps];
        var counts = new int[rows];
        var padded = new long[rows];
        for (int row = 0; row < rows; row++) counts[row] = Form(row, offsets.AsSpan(row * taps));
        if (_outer.Length > 0) _innerCounts = [.. Enumerable.Range(0, rows).Select(FormInnerCount)];
        if (ofOutputs)
            for (int row = 0; row < rows; row++) padded[row] = FormPadded(row);
        (_offsets, _counts, _padded) = (offsets, counts, padded);
    }

    /// <summary>The input rows under each output row.</summary>
    public static RowTaps Under(PoolGeometry geometry) => new(geometry, AxisWindows.Taps, geometry.RowAxis.Input, ofOutputs: true);

    /// <summary>The output rows over each input row.</summary>
    public static RowTaps Over(PoolGeometry geometry) => new(geometry, AxisWindows.Covers, geometry.RowAxis.Output, ofOutputs: false);

    /// <summary>Rows of a plane.</summary>
    public int Rows { get; }

    /// <summary>Elements of a row on the other side.</summary>
    public int RowLength { get; }

    /// <summary>The most rows that belong to one.</summary>
    public int MaxTaps { get; }

    /// <summary>Elements of scratch that <see cref="Of"/> needs.</summary>
    public int Scratch => _offsets is null ? MaxTaps : 0;

    /// <summary>Where in their plane the rows that belong to <paramref name="row"/> begin, in row-major order.</summary>
    /// <param name="row">0 to <see cref="Rows"/> - 1.</param>
    /// <param name="scratch">At least <see cref="Scratch"/> long; the result may lie in it.</param>
    public ReadOnlySpan<int> Of(int row, Span<int> scratch) =>
        _offsets is null ? scratch[..Form(row, scratch)] : _offsets.AsSpan(row * MaxTaps, _counts![row]);

    /// <summary>How many of those that belong to <paramref name="row"/> are neighbours along the innermost of the outer axes, of which there is one at least.</summary>
    public int InnerCount(int row) => _innerCounts is null ? FormInnerCount(row) : _innerCounts[row];

    int FormInnerCount(int row) => _outer[^1][row % _outer[^1].Positions].Count;

    int Form(int row, Span<int> offsets)
    {
        int count = 1;
        offsets[0] = 0;
        int below = Rows;
        int rest = row;
        for (int axis = 0; axis < _outer.Length; axis++)
        {
            below /= _outer[axis].Positions;
            (int first, int n) = _outer[axis][rest / below];
            rest %= below;
            // From the back, so that each offset is read before its place is written.
            for (int i = count - 1; i >= 0; i--)
            {
                int origin = offsets[i];
                for (int j = n - 1; j >= 0; j--)
                    offsets[(i * n) + j] = origin + ((first + (j * _outer[axis].Step)) * _strides[axis]);
            }
            count *= n;
        }
        return count;
    }

    /// <summary>The row taps of an output row that are real or padding: their part of a divisor that includes padding.</summary>
    public long Padded(int outputRow) => _padded?[outputRow] ?? FormPadded(outputRow);

    long FormPadded(int outputRow)
    {
        long padded = 1;
        long below = Rows;
        long rest = outputRow;
        foreach (PoolAxis axis in _axes)
        {
            below /= axis.Output;
            padded *= axis.PaddedCount(rest / below);
            rest %= below;
        }
        return padded;
    }
}
