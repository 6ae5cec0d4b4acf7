namespace OnnxPool;

/// <summary>How <see cref="MaxPositions{T, TKey, TV}"/> reduces the columns of a row to its outputs.</summary>
/// <remarks>
/// A column stands for the taps of a window at its place. Merging each column with that at the distance of as many taps doubles them, and
/// a tap that is merged twice does no harm: so a few merges are enough for any window.
/// </remarks>
readonly struct PositionPlan
{
    // Columns at a time, so that keys and positions stay in the first-level cache.
    const int PartLength = 1024;

    const int LongestWindow = 1 << 16;

    // Up to here merging tap by tap costs no more than doubling.
    const int MostTaps = 4;

    // So many columns cost about what one tap costs that is visited on its own.
    const int MostSkipped = 16;

    readonly PoolAxis _axis;

    public PositionPlan(PoolAxis axis)
    {
        _axis = axis;
        Doubled = 1;
        Taps = (int)axis.Kernel;
        Distance = (int)axis.Dilation;
        // With these strides outputs are no neighbours in a register: they are picked one by one, when all of the window is in a column.
        bool picks = axis.Stride > 2;
        if (!picks && Taps <= MostTaps) return;
        while (Doubled * 2 <= axis.Kernel) Doubled *= 2;
        Taps = Doubled == axis.Kernel ? 1 : 2;
        Distance *= (int)axis.Kernel - Doubled;
        Picks = picks && Taps > 1;
    }

    /// <summary>Taps that a column stands for after doubling; a power of two.</summary>
    public int Doubled { get; }

    /// <summary>Columns that an output is merged from, after that.</summary>
    public int Taps { get; }

    /// <summary>Distance between these.</summary>
    public int Distance { get; }

    /// <summary>Whether they are merged in every column, not for the outputs only.</summary>
    public bool Picks { get; }

    /// <summary>Outputs of a part of the row.</summary>
    public int PartOutputs => (int)Math.Min(_axis.Output, Math.Max(1, Math.Max(PartLength, 2 * _axis.Extent) / _axis.Stride));

    /// <summary>Columns under so many outputs.</summary>
    public int Columns(int outputs) => (int)(((outputs - 1) * _axis.Stride) + _axis.Extent);

    /// <summary>Why a row cannot be reduced so; null if it can.</summary>
    public static string? WhyNot(PoolAxis axis) =>
        axis.Extent > LongestWindow ? $"its windows are longer than {LongestWindow}"
        : axis.Stride > MostSkipped * axis.Extent ? "its windows leave out most of the row"
        : null;
}
