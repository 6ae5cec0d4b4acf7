namespace OnnxPool;

/// <summary>
/// Cuts the output planes of a geometry into tiles: some rows, of all or some columns, whose work fits the nearest cache.
/// </summary>
readonly struct TilePlan
{
    // Of a cache of 32 KB or more, what is left to inputs and outputs.
    const int SlabBytes = 16 << 10;
    const int MostColumns = 4096;
    const int MostFlatColumns = 128;

    // Taps of which each has its own mask.
    const int MostMasked = 8;

    // Windows may lie over padding as wide as the input itself, some times over; what lies further out is not worth a row of lanes.
    const int MostPadding = 4;

    readonly int _extent;
    readonly int _stride;
    readonly int _padBegin;
    readonly int _input;

    public TilePlan(PoolGeometry geometry, int laneSize)
    {
        PoolAxis axis = geometry.RowAxis;
        (_extent, _stride, _padBegin, _input) = ((int)axis.Extent, (int)axis.Stride, (int)axis.PadBegin, (int)axis.Input);
        Rows = geometry.Under.Rows;
        Columns = (int)axis.Output;
        TileColumns = Columns <= MostColumns ? Columns : Math.Max(1, MostColumns / _stride);
        ColumnTiles = Divide(Columns, TileColumns);
        long rowBytes = (((long)(TileColumns - 1) * _stride) + _extent) * laneSize;
        var fitting = (int)Math.Max(1, SlabBytes / rowBytes);
        if (BlockOrder.IsUsedDown(geometry) || (IsFlat(geometry) && !IsSameWidth(geometry)))
        {
            PoolAxis down = geometry.KernelAxes[0];
            (ExtentDown, StrideDown) = ((int)down.Extent, (int)down.Stride);
            // Rows above and below a tile are formed for each of two tiles: so that is the smaller part.
            fitting = Math.Max((2 * fitting) - ExtentDown, 2 * ExtentDown) / StrideDown;
        }
        TileRows = Math.Min(Rows, fitting);
        RowTiles = Divide(Rows, TileRows);
        // Tiles of one size, rather than a small last one.
        TileRows = Divide(Rows, RowTiles);
    }

    /// <summary>Output rows of a plane.</summary>
    public int Rows { get; }

    /// <summary>Output columns.</summary>
    public int Columns { get; }

    /// <summary>Output rows of a tile.</summary>
    public int TileRows { get; }

    /// <summary>Output columns of a tile.</summary>
    public int TileColumns { get; }

    /// <summary>Tiles above each other.</summary>
    public int RowTiles { get; }

    /// <summary>Tiles beside each other.</summary>
    public int ColumnTiles { get; }

    /// <summary>Tiles of all planes of a geometry.</summary>
    public static int Units(PoolGeometry geometry, int laneSize) =>
        geometry.OutputCount == 0 ? 0 : (int)geometry.Planes * new TilePlan(geometry, laneSize).Tiles;

    /// <summary>Tiles of a plane.</summary>
    public int Tiles => RowTiles * ColumnTiles;

    /// <summary>Rows from the first to the last tap of a window, where all input rows are made lanes first; 0 where those under an output row are combined at once.</summary>
    public int ExtentDown { get; }

    /// <summary>Rows between windows, where all input rows are made lanes first.</summary>
    public int StrideDown { get; }

    /// <summary>Rows of lanes that a tile of some output rows needs.</summary>
    public int SlabRows(int rows) => ExtentDown == 0 ? rows : ((rows - 1) * StrideDown) + ExtentDown;

    /// <summary>The input columns under the columns of a tile.</summary>
    public TileColumns Under(int column, int count)
    {
        int first = (column * _stride) - _padBegin;
        int width = ((count - 1) * _stride) + _extent;
        int lead = Math.Clamp(-first, 0, width);
        int end = Math.Clamp(first + width - _input, 0, width - lead);
        return new TileColumns(Math.Max(first, 0), lead, width - lead - end, end);
    }

    /// <summary>
    /// Whether all input rows of a tile are made lanes first, so that windows are combined down and along over all rows at once: at strides of 1, where rows
    /// are short, and would cost more than their elements.
    /// </summary>
    public static bool IsFlat(PoolGeometry geometry) =>
        geometry.KernelAxes is [{ Stride: 1, Output: > 1 } down, { Stride: 1 } axis] && (down.Kernel > 1 || axis.Kernel > 1) && axis.Output <= MostFlatColumns
        && axis.Extent <= MostFlatColumns && !IsFar(down);

    /// <summary>Whether rows keep their length at a stride of 1, so that lanes and outputs of all rows of a tile lie one behind another as the input does.</summary>
    public static bool IsSameWidth(PoolGeometry geometry) =>
        geometry.KernelAxes is [var down, { Stride: 1, Kernel: > 1 } axis] && axis.Output == axis.Input && axis.Output <= MostColumns
        && !BlockOrder.IsUsed(axis) && !BlockOrder.IsUsed(down) && axis.Kernel <= MostMasked && axis.Extent <= 2 * axis.Input;

    /// <summary>Why a geometry cannot be cut; null if it can.</summary>
    public static string? WhyNot(PoolGeometry geometry)
    {
        if (IsFar(geometry.RowAxis) || (BlockOrder.IsUsedDown(geometry) && IsFar(geometry.KernelAxes[0]))) return "windows reach far past the input";
        return null;
    }

    static bool IsFar(PoolAxis axis) => ((Int128)(axis.Output - 1) * axis.Stride) + axis.Extent > ((Int128)MostPadding * axis.Input) + MostColumns;

    static int Divide(int a, int b) => (a + b - 1) / b;
}

/// <summary>Columns of the input under a tile.</summary>
/// <param name="First">The first real one.</param>
/// <param name="Lead">Columns of padding before it.</param>
/// <param name="Real">How many are real.</param>
/// <param name="End">Columns of padding after them.</param>
readonly record struct TileColumns(int First, int Lead, int Real, int End)
{
    /// <summary>All columns.</summary>
    public int Width => Lead + Real + End;
}
