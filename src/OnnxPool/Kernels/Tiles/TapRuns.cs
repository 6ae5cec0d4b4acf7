using System.Buffers;

namespace OnnxPool;

/// <summary>Taps that are added one after another.</summary>
/// <param name="Start">The first.</param>
/// <param name="Step">Distance to the next.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Closes">How many sums end with it, each of which is a term of the next; the last of them goes on.</param>
readonly record struct TapRun(int Start, int Step, int Count, int Closes);

/// <summary>The order of additions of <see cref="WindowSum{T, TSum}"/> where with NHWC the taps under a row of channels are those of several axes.</summary>
struct TapRuns
{
    readonly PoolGeometry _geometry;
    readonly TapRun[] _runs;
    readonly PoolAxis _down;
    readonly PoolAxis _across;
    readonly bool _downBlocks;
    readonly bool _acrossBlocks;
    int _count;
    int _rows;
    int _taps;
    int _columns;
    int _above;
    int _before;

    public TapRuns(PoolGeometry geometry)
    {
        _geometry = geometry;
        ReadOnlySpan<PoolAxis> axes = geometry.KernelSpatialAxes;
        (_down, _across) = (axes[0], axes[^1]);
        (_downBlocks, _acrossBlocks) = (axes.Length == 2 && BlockOrder.IsUsed(_down), BlockOrder.IsUsed(_across));
        _runs = ArrayPool<TapRun>.Shared.Rent(geometry.Under.MaxTaps);
    }

    /// <summary>How many sums within each other there are at most.</summary>
    public readonly int Levels => LevelsDown + (_acrossBlocks ? BlockOrder.Levels(_across.Kernel) : 1);

    /// <summary>Whether there are blocks; otherwise there is a run for each column of taps.</summary>
    public readonly bool HasBlocks => _downBlocks || _acrossBlocks;

    readonly int LevelsDown => _downBlocks ? BlockOrder.Levels(_down.Kernel) : 0;

    /// <summary>Whether sums over a geometry need it: with one axis the order of the taps is the order of additions.</summary>
    public static bool IsUsed(PoolGeometry geometry) => geometry.Layout == PoolLayout.Nhwc && geometry.KernelSpatialAxes.Length > 1;

    public readonly void Return() => ArrayPool<TapRun>.Shared.Return(_runs);

    /// <summary>The runs of the taps under a row of channels.</summary>
    /// <param name="row">Output row.</param>
    /// <param name="taps">How many taps there are; one at least.</param>
    public ReadOnlySpan<TapRun> Of(int row, int taps)
    {
        int columns = _geometry.Under.InnerCount(row), above = 0, before = 0;
        if (HasBlocks)
        {
            (int outputDown, int outputAcross) = Math.DivRem(row, (int)_across.Output);
            if (_downBlocks) above = TapsBefore(_down, outputDown);
            if (_acrossBlocks) before = TapsBefore(_across, outputAcross);
        }
        // Neighbours are mostly alike.
        if (columns != _columns || taps != _taps || above != _above || before != _before)
        {
            (_columns, _taps, _above, _before) = (columns, taps, above, before);
            _rows = taps / columns;
            Form();
        }
        return _runs.AsSpan(0, _count);
    }

    static int TapsBefore(PoolAxis axis, int output) => (int)((axis.Window(output).First - axis.Start(output)) / axis.Dilation);

    void Form()
    {
        _count = 0;
        if (_rows == 1 && !_acrossBlocks)
        {
            _runs[_count++] = new TapRun(0, 1, _columns, 0);
            return;
        }
        int level = LevelsDown;
        if (_acrossBlocks) Blocks(_across.Kernel, -_before, isDown: false, column: 0, level);
        for (int j = 0; j < _columns && !_acrossBlocks; j++)
        {
            Column(j);
            Close(level + 1);
        }
    }

    void Column(int j)
    {
        if (_downBlocks) Blocks(_down.Kernel, -_above, isDown: true, j, level: 0);
        else Append(new TapRun(j, _columns, _rows, 0));
    }

    /// <summary>A window of blocks, the short ones first.</summary>
    void Blocks(long kernel, long from, bool isDown, int column, int level)
    {
        int levels = BlockOrder.Levels(kernel);
        int size = 0;
        if (isDown || _rows == 1)
        {
            // Single taps come first, and so one after another.
            int singles = BlockOrder.Digit(kernel, 1);
            Taps(from, singles, isDown, column);
            Close(level + levels);
            from += singles;
            size = 1;
        }
        for (; size < levels; size++)
        {
            long length = BlockOrder.Length(size);
            for (int digit = BlockOrder.Digit(kernel, length); digit > 0; digit--, from += length)
            {
                Block(from, size, isDown, column, level);
                Close(level + levels);
            }
        }
    }

    void Block(long from, int size, bool isDown, int column, int level)
    {
        long length = BlockOrder.Length(size);
        if (size == 1 && (isDown || _rows == 1)) Taps(from, (int)length, isDown, column);
        else if (from + length <= 0 || from >= (isDown ? _rows : _columns)) return;
        else if (size == 0) Column((int)from);
        else
        {
            for (int i = 0; i < BlockOrder.Base; i++)
            {
                Block(from + (i * BlockOrder.Length(size - 1)), size - 1, isDown, column, level);
                Close(level + size);
            }
        }
    }

    /// <summary>The real ones of some taps down a column, or along the only row.</summary>
    void Taps(long from, int count, bool isDown, int column)
    {
        int first = (int)Math.Max(from, 0), end = (int)Math.Min(from + count, isDown ? _rows : _columns), step = isDown ? _columns : 1;
        if (first < end) Append(new TapRun((first * step) + column, step, end - first, 0));
    }

    void Append(TapRun run) => _runs[_count++] = run;

    /// <summary>Ends sums with the last tap so far.</summary>
    readonly void Close(int levels)
    {
        if (_count == 0) return;
        ref TapRun last = ref _runs[_count - 1];
        last = last with { Closes = Math.Max(last.Closes, levels) };
    }
}
