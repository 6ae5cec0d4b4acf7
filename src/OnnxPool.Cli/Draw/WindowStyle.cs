namespace OnnxPool.Cli;

/// <summary>How the outlines of windows are told apart: neighbours differ in dash, in lightness and in their distance to the edge of a cell.</summary>
/// <param name="plane">The windows.</param>
sealed class WindowStyle(PlaneProblem plane)
{
    const double LineWidth = 1.8;
    const double LeastInset = 3;
    const double MostInset = 10;

    static readonly string[] s_strokes = ["#0b3c8c", "#c25a00", "#007a62", "#7a2a8f"];
    static readonly string[] s_dashes = ["", "8 4", "2.5 2.5", "12 3 3 3"];

    // As many windows as can meet in one cell; neighbours that do not meet differ in their lines, not in their size.
    readonly int _rowsThatMeet = Meeting(plane.Rows);
    readonly int _columnsThatMeet = Meeting(plane.Columns);

    /// <summary>Room that outlines may take at each edge of a cell.</summary>
    public double Margin => Math.Max(Inset(_rowsThatMeet - 1, _rowsThatMeet), Inset(_columnsThatMeet - 1, _columnsThatMeet)) + LineWidth;

    /// <summary>The outline of a window.</summary>
    public Paint Outline(PlaneWindow window)
    {
        int row = window.Row % Math.Max(2, _rowsThatMeet), column = window.Column % Math.Max(2, _columnsThatMeet);
        return new Paint(Stroke: s_strokes[(row + column) % s_strokes.Length], Width: LineWidth, Dash: s_dashes[column % s_dashes.Length]);
    }

    /// <summary>Distance of a window's left and right outline from the edges of its cells.</summary>
    /// <remarks>Windows that begin in the same column overlap in their rows, so that the row tells their upright lines apart.</remarks>
    public double InsetOfSides(PlaneWindow window) => Inset(window.Row % _rowsThatMeet, _rowsThatMeet);

    /// <summary>Distance of a window's upper and lower outline from the edges of its cells.</summary>
    public double InsetOfTop(PlaneWindow window) => Inset(window.Column % _columnsThatMeet, _columnsThatMeet);

    static double Inset(int phase, int phases) => LeastInset + (phase * Math.Min(3, (MostInset - LeastInset) / Math.Max(1, phases - 1)));

    static int Meeting(PoolAxis axis) => (int)Math.Min(axis.Output, ((axis.Extent - 1) / axis.Stride) + 1);
}
