namespace OnnxPool;

/// <summary>How <see cref="MaxPositions{T, TKey, TV}"/> reduces the columns of rows to their outputs.</summary>
/// <remarks>
/// A column stands for the taps of a window at its place. Merging each column with that at the distance of as many taps doubles them, and
/// a tap that is merged twice does no harm: so a few merges are enough for any window.
/// </remarks>
readonly struct PositionPlan
{
    // Columns at a time, so that keys and positions stay in the first-level cache.
    const int MostColumns = 512;

    const int LongestWindow = 1 << 16;

    // Up to here merging tap by tap costs no more than doubling.
    const int MostTaps = 4;

    // So many columns cost about what one tap costs that is visited on its own.
    const int MostSkipped = 16;

    readonly PoolAxis _axis;

    public PositionPlan(PoolAxis axis)
    {
        _axis = axis;
        RowOutputs = (int)axis.Output;
        Stride = (int)axis.Stride;
        Dilation = (int)axis.Dilation;
        Outputs = (int)Math.Clamp(Math.Max(MostColumns, 2 * axis.Extent) / axis.Stride, 1, Math.Max(1, axis.Output));
        Columns = (int)(((Outputs - 1) * axis.Stride) + axis.Extent);
        Rows = Outputs == RowOutputs ? Math.Max(1, MostColumns / Columns) : 1;
        Fuses = ((axis.Stride == 1 && axis.Kernel == 1) || (axis.Stride == 2 && axis.Kernel == 2 && axis.Dilation == 1))
            && axis.PadBegin == 0 && axis.Start(axis.Output - 1) + axis.Extent <= axis.Input;
        Doubled = 1;
        Taps = (int)axis.Kernel;
        Distance = Dilation;
        Picks = axis.Stride > 2;
        if (!Picks && Taps <= MostTaps) return;
        while (Doubled * 2 <= axis.Kernel) Doubled *= 2;
        Taps = Doubled == axis.Kernel ? 1 : 2;
        Distance = Dilation * ((int)axis.Kernel - Doubled);
    }

    /// <summary>Outputs of a row.</summary>
    public int RowOutputs { get; }

    /// <summary>Distance between outputs.</summary>
    public int Stride { get; }

    /// <summary>Distance between the taps of a window.</summary>
    public int Dilation { get; }

    /// <summary>Outputs at a time: all of a row, or part of it.</summary>
    public int Outputs { get; }

    /// <summary>Columns under so many outputs.</summary>
    public int Columns { get; }

    /// <summary>Rows at a time; one, if not all of it.</summary>
    public int Rows { get; }

    /// <summary>Whether windows are single columns or neighbouring pairs, without padding: then an output needs no other output's columns.</summary>
    public bool Fuses { get; }

    /// <summary>Taps that a column stands for after doubling; a power of two.</summary>
    public int Doubled { get; }

    /// <summary>Columns that an output is merged from, after that.</summary>
    public int Taps { get; }

    /// <summary>Distance between these.</summary>
    public int Distance { get; }

    /// <summary>
    /// Whether the outputs lie too far apart for registers: then columns are merged everywhere, and those of the outputs picked one by one.
    /// </summary>
    public bool Picks { get; }

    /// <summary>Of the columns under outputs of a row, the place of the first in the row, perhaps before it, and which are real.</summary>
    public (long First, int From, int To) Real(int firstOutput, int outputs)
    {
        long first = _axis.Start(firstOutput);
        long columns = ((outputs - 1) * _axis.Stride) + _axis.Extent;
        var from = (int)Math.Clamp(-first, 0, columns);
        return (first, from, (int)Math.Clamp(_axis.Input - first, from, columns));
    }

    /// <summary>Why a row cannot be reduced so; null if it can.</summary>
    public static string? WhyNot(PoolAxis axis) =>
        axis.Extent > LongestWindow ? $"its windows are longer than {LongestWindow}"
        : axis.Stride > MostSkipped * axis.Extent ? "its windows leave out most of the row"
        : null;
}
