namespace OnnxPool.Cli;

/// <summary>Draws the grids of a picture, all with cells of one size.</summary>
/// <param name="canvas">Where to.</param>
/// <param name="plane">The windows.</param>
/// <param name="cell">Side of a cell.</param>
/// <param name="style">The windows' outlines.</param>
sealed class GridPanel(SvgCanvas canvas, PlaneProblem plane, double cell, WindowStyle style)
{
    const double NumberSize = 15;
    const double NoteSize = 10;
    const double DotRadius = 2.5;

    public static readonly Paint Cell = new("#ffffff", "#aaaaaa", 1);
    public static readonly Paint PaddingCell = new(SvgCanvas.Hatch, "#aaaaaa", 1);
    public static readonly Paint BeyondCell = new("#ffffff", "#888888", 1, "2 3");
    public static readonly Paint Receiving = new("#ffdf94", "#aaaaaa", 1);
    public static readonly Paint Winner = new("#ffdf94", SvgCanvas.Ink, 2.2);
    public static readonly Paint AlsoLargest = new("#ffffff", SvgCanvas.Ink, 1.2, "3 2");

    /// <summary>Side of a cell that has room for <paramref name="texts"/>, for outlines beside them and for dots below.</summary>
    public static double CellFor(IEnumerable<string> texts, WindowStyle style, bool hasDots) =>
        Math.Max(hasDots ? 60 : 48, Math.Ceiling(texts.Max(PillWidth) + (2 * style.Margin)));

    /// <summary>The input: cells with padding, winners, outlines of all windows.</summary>
    /// <param name="left">Left edge of the first column, padding included.</param>
    /// <param name="top">Upper edge of the first row.</param>
    /// <param name="x">The values.</param>
    /// <param name="pooled">The windows.</param>
    /// <param name="paddingText">What stands in a padding cell.</param>
    public void Input(double left, double top, double[] x, PooledPlane pooled, string paddingText)
    {
        double originX = left + (plane.Columns.PadBegin * cell), originY = top + (plane.Rows.PadBegin * cell);
        for (long row = -plane.Rows.PadBegin; row < PlaneProblem.End(plane.Rows); row++)
        {
            for (long column = -plane.Columns.PadBegin; column < PlaneProblem.End(plane.Columns); column++)
            {
                CellKind kind = plane.KindOf(row, column);
                double cx = originX + (column * cell), cy = originY + (row * cell);
                canvas.Rectangle(cx, cy, cell, cell, kind switch { CellKind.Real => Cell, CellKind.Padding => PaddingCell, _ => BeyondCell });
                if (kind == CellKind.Padding && paddingText.Length > 0)
                    canvas.Text(cx + (cell / 2), cy + (cell / 2), paddingText, NumberSize, color: SvgCanvas.Faint);
            }
        }
        for (int i = 0; i < x.Length; i++)
        {
            double cx = originX + (i % plane.Columns.Input * cell) + (cell / 2), cy = originY + (i / plane.Columns.Input * cell) + (cell / 2);
            string text = NumberText.Of(x[i]);
            bool wins = pooled.Winners.Contains(i);
            if (wins) Pill(cx, cy, text, Winner);
            else if (pooled.AlsoLargest.Contains(i)) Pill(cx, cy, text, AlsoLargest);
            canvas.Text(cx, cy, text, NumberSize, bold: wins);
        }
        foreach (PlaneWindow window in pooled.Windows)
        {
            double sides = style.InsetOfSides(window), ends = style.InsetOfTop(window);
            canvas.Rectangle(
                originX + (plane.Columns.Start(window.Column) * cell) + sides, originY + (plane.Rows.Start(window.Row) * cell) + ends,
                (plane.Columns.Extent * cell) - (2 * sides), (plane.Rows.Extent * cell) - (2 * ends), style.Outline(window), radius: 5);
        }
        if (Dotted(pooled) is { } example) Taps(originX, originY, example);
    }

    /// <summary>The window whose taps get dots; null where taps leave no gaps.</summary>
    public PlaneWindow? Dotted(PooledPlane pooled) =>
        !plane.IsDilated ? null
        : pooled.Windows.FirstOrDefault(w => plane.Rows.Window(w.Row).Count == plane.Rows.Kernel && plane.Columns.Window(w.Column).Count == plane.Columns.Kernel)
            ?? pooled.Windows[0];

    /// <summary>Y or dY: a cell for each window, in the window's outline.</summary>
    public void Output(double left, double top, double[] values, IReadOnlyList<PlaneWindow> windows)
    {
        for (int i = 0; i < values.Length; i++)
        {
            PlaneWindow window = windows[i];
            double cx = left + (window.Column * cell), cy = top + (window.Row * cell);
            canvas.Rectangle(cx, cy, cell, cell, IsEmpty(window) ? PaddingCell : Cell);
            canvas.Rectangle(cx + 3, cy + 3, cell - 6, cell - 6, style.Outline(window), radius: 5);
            canvas.Text(cx + (cell / 2), cy + (cell / 2), NumberText.Of(values[i]), NumberSize);
        }
    }

    /// <summary>dX: what each cell receives, and of which windows.</summary>
    public void Gradient(double left, double top, PooledPlane pooled)
    {
        for (int i = 0; i < pooled.GradientOfX.Length; i++)
        {
            double cx = left + (i % plane.Columns.Input * cell), cy = top + (i / plane.Columns.Input * cell);
            string value = NumberText.Of(pooled.GradientOfX[i]);
            string note = GradientNote.Of(pooled, i, value, text => SvgCanvas.WidthOf(text, NoteSize) <= cell - 4);
            bool receives = pooled.GradientOfX[i] != 0;
            canvas.Rectangle(cx, cy, cell, cell, receives ? Receiving : Cell);
            canvas.Text(cx + (cell / 2), cy + (cell / 2) - (note.Length > 0 ? 6 : 0), value, NumberSize, bold: receives, color: receives ? SvgCanvas.Ink : SvgCanvas.Faint);
            if (note.Length > 0) canvas.Text(cx + (cell / 2), cy + (cell / 2) + 11, note, NoteSize);
        }
    }

    /// <summary>Whether a window has no real element.</summary>
    public static bool IsEmpty(PlaneWindow window) => window.Shares.Count == 0;

    static double PillWidth(string text) => SvgCanvas.WidthOf(text, NumberSize, bold: true) + 6;

    void Pill(double x, double y, string text, Paint paint)
    {
        const double Height = 22;
        double width = Math.Max(Height, PillWidth(text));
        canvas.Rectangle(x - (width / 2), y - (Height / 2), width, Height, paint, Height / 2);
    }

    void Taps(double originX, double originY, PlaneWindow window)
    {
        for (long row = 0; row < plane.Rows.Kernel; row++)
        {
            double cy = originY + ((plane.Rows.Start(window.Row) + (row * plane.Rows.Dilation)) * cell);
            for (long column = 0; column < plane.Columns.Kernel; column++)
            {
                double cx = originX + ((plane.Columns.Start(window.Column) + (column * plane.Columns.Dilation)) * cell);
                canvas.Dot(cx + (cell / 2), cy + (cell / 2) + 16, DotRadius);
            }
        }
    }
}
