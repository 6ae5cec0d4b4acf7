namespace OnnxPool.Cli;

/// <summary>
/// The picture with numbers: for each operator X, to its right Y, below that dY, and to its left dX under the cells of X.
/// </summary>
sealed class PoolingFigure
{
    const double Margin = 24;
    const double BetweenBlocks = 56;
    const double Passage = 64;
    const double LabelHeight = 24;
    const double LeastBlockWidth = 330;
    const double TitleSize = 16;
    const double TextSize = 13;
    const double LineHeight = 18;
    const double SampleWidth = 26;

    readonly Picture _picture;
    readonly PlaneProblem _plane;
    readonly WindowStyle _style;
    readonly double _cell;
    readonly double _gridWidth, _gridHeight, _outputHeight;
    readonly bool _hasWayBack;
    readonly double _blockWidth, _blockHeight;
    readonly bool _isStacked;
    readonly IReadOnlyList<string>[] _captions;
    readonly int _captionLines;

    PoolingFigure(Picture picture)
    {
        _picture = picture;
        _plane = picture.Plane;
        _style = new WindowStyle(_plane);
        double[] numbers = [.. picture.X, .. picture.Pooled.SelectMany(p => p.Y.Concat(p.GradientOfY).Concat(p.GradientOfX))];
        _cell = GridPanel.CellFor(numbers.Select(NumberText.Of), _style, _plane.IsDilated);
        _gridWidth = (_plane.Columns.PadBegin + PlaneProblem.End(_plane.Columns)) * _cell;
        _gridHeight = Math.Max(_plane.Rows.PadBegin + PlaneProblem.End(_plane.Rows), _plane.Rows.Output) * _cell;
        _hasWayBack = picture.Pooled[0].GradientOfX.Length > 0;
        _outputHeight = Math.Max(_plane.Rows.Input, _plane.Rows.Output) * _cell;
        double gridsWidth = _gridWidth + Passage + (_plane.Columns.Output * _cell);
        _blockWidth = Math.Max(LeastBlockWidth, gridsWidth);
        _captions = [.. picture.Pooled.Select(p => SvgCanvas.Wrap(Explain(p), TextSize, _blockWidth))];
        _captionLines = _captions.Max(c => c.Count);
        _blockHeight = LineHeight + 6 + (_captionLines * LineHeight) + LabelHeight + _gridHeight + (_hasWayBack ? Passage + _outputHeight + LabelHeight : 0);
        // Rows of one axis are long and low.
        _isStacked = _blockWidth > 2 * _blockHeight;
    }

    /// <summary>The picture as an SVG file.</summary>
    public static byte[] Draw(Picture picture) => new PoolingFigure(picture).Draw();

    byte[] Draw()
    {
        int across = _isStacked ? 1 : _picture.Pooled.Count, down = _isStacked ? _picture.Pooled.Count : 1;
        double inner = (across * _blockWidth) + ((across - 1) * BetweenBlocks);
        IReadOnlyList<string> title = SvgCanvas.Wrap(_picture.Title, TitleSize, inner, bold: true);
        IReadOnlyList<string> caption = SvgCanvas.Wrap(_picture.Caption, TextSize, inner);
        double blocksTop = Margin + (title.Count * (LineHeight + 4)) + (caption.Count * LineHeight) + 14;
        double legendTop = blocksTop + (down * _blockHeight) + ((down - 1) * BetweenBlocks) + 28;
        (IReadOnlyList<LegendEntry> legend, int legendLines) = Legend(inner);
        double width = inner + (2 * Margin), height = legendTop + (legendLines * (LineHeight + 6)) + Margin;

        using var canvas = new SvgCanvas(width, height, _picture.Title, _picture.Description);
        double y = Lines(canvas, title, Margin, Margin, TitleSize, LineHeight + 4, bold: true);
        Lines(canvas, caption, Margin, y, TextSize, LineHeight);
        for (int i = 0; i < _picture.Pooled.Count; i++)
        {
            double left = Margin + (_isStacked ? 0 : i * (_blockWidth + BetweenBlocks));
            double top = blocksTop + (_isStacked ? i * (_blockHeight + BetweenBlocks) : 0);
            Block(canvas, left, top, _picture.Pooled[i], _captions[i]);
        }
        foreach (LegendEntry entry in legend)
        {
            double top = legendTop + (entry.Line * (LineHeight + 6)), middle = top + (LineHeight / 2);
            if (entry.Paint is { } paint) canvas.Rectangle(Margin + entry.Left, top, SampleWidth, LineHeight, paint, entry.Radius);
            else canvas.Dot(Margin + entry.Left + (SampleWidth / 2), middle, 2.5);
            canvas.Text(Margin + entry.Left + SampleWidth + 6, middle, entry.Text, TextSize, Anchor.Start);
        }
        return canvas.Finish();
    }

    void Block(SvgCanvas canvas, double left, double top, PooledPlane pooled, IReadOnlyList<string> caption)
    {
        var grids = new GridPanel(canvas, _plane, _cell, _style);
        double y = Lines(canvas, [pooled.Operator], left, top, TitleSize, LineHeight + 6, bold: true);
        Lines(canvas, caption, left, y, TextSize, LineHeight);
        y = top + LineHeight + 6 + (_captionLines * LineHeight);

        double right = left + _gridWidth + Passage, originX = left + (_plane.Columns.PadBegin * _cell), originY = y + LabelHeight + (_plane.Rows.PadBegin * _cell);
        double middleX = right + (_plane.Columns.Output * _cell / 2);
        double outputTop = originY + (Math.Max(0, _plane.Rows.Input - _plane.Rows.Output) * _cell / 2);
        double forwardY = outputTop + (_plane.Rows.Output * _cell / 2);
        Label(canvas, originX + (_plane.Columns.Input * _cell / 2), y, "X");
        grids.Input(left, y + LabelHeight, _picture.X, pooled, !pooled.IsMaximum && _plane.AverageAttributes.CountIncludePad == 1 ? "0" : "");
        canvas.Arrow(left + _gridWidth + 10, forwardY, right - 10, forwardY);
        Label(canvas, middleX, outputTop - LabelHeight, "Y");
        grids.Output(right, outputTop, pooled.Y, pooled.Windows);
        if (!_hasWayBack) return;

        double backTop = y + LabelHeight + _gridHeight + Passage + LabelHeight;
        double gradientTop = backTop + (Math.Max(0, _plane.Rows.Input - _plane.Rows.Output) * _cell / 2);
        double backY = gradientTop + (_plane.Rows.Output * _cell / 2);
        Label(canvas, originX + (_plane.Columns.Input * _cell / 2), backTop - LabelHeight, "dX");
        grids.Gradient(originX, backTop, pooled);
        canvas.Arrow(middleX, outputTop + (_plane.Rows.Output * _cell) + 10, middleX, gradientTop - LabelHeight - 4);
        Label(canvas, middleX, gradientTop - LabelHeight, "dY");
        grids.Output(right, gradientTop, pooled.GradientOfY, pooled.Windows);
        canvas.Arrow(right - 10, backY, originX + (_plane.Columns.Input * _cell) + 10, backY);
    }

    string Explain(PooledPlane pooled)
    {
        string forward = pooled.IsMaximum ? "Y is the largest element of each window."
            : _plane.AverageAttributes.CountIncludePad == 1 ? "Y is the mean of each window, with padding as zeros (count_include_pad=1)."
            : "Y is the mean of each window's elements.";
        if (!_hasWayBack) return forward;
        string back = !pooled.IsMaximum ? "dY goes to all elements of its window in equal parts"
            : "dY goes to the largest element of its window" + _picture.Ties switch
            {
                TiePolicy.Equal => ", or in equal parts to all that tie",
                TiePolicy.All => ", or whole to each that ties",
                _ => ", the first one if several tie",
            };
        return $"{forward} {back}{(_plane.Overlaps ? "; where windows overlap, gradients add up." : ".")}";
    }

    (IReadOnlyList<LegendEntry> Entries, int Lines) Legend(double width)
    {
        PlaneWindow[] windows = [.. _picture.Pooled.SelectMany(p => p.Windows)];
        CellKind[] kinds = [.. Kinds()];
        var entries = new List<LegendEntry>();
        int line = 0;
        double left = 0;
        Add(_picture.Pooled.Any(p => p.Winners.Count > 0), GridPanel.Winner, "winner: the largest of a window", LineHeight / 2);
        Add(_picture.Pooled.Any(p => p.AlsoLargest.Count > 0), GridPanel.AlsoLargest, "as large, but not first", LineHeight / 2);
        Add(_hasWayBack && windows.Any(w => w.Shares.Count > 0), GridPanel.Receiving, "receives gradient");
        Add(true, _style.Outline(_picture.Pooled[0].Windows[0]), "a window, and its place in Y and dY", 5);
        Add(kinds.Contains(CellKind.Padding), GridPanel.PaddingCell, "padding");
        Add(kinds.Contains(CellKind.Beyond), GridPanel.BeyondCell, "past the padding: never counts");
        Add(windows.Any(GridPanel.IsEmpty), GridPanel.PaddingCell, "Y or dY of a window without elements");
        Add(_plane.IsDilated, null, "positions of one window (dilation)");
        return (entries, line + 1);

        void Add(bool occurs, Paint? paint, string text, double radius = 0)
        {
            if (!occurs) return;
            double size = SampleWidth + 6 + SvgCanvas.WidthOf(text, TextSize);
            if (left > 0 && left + size > width) (left, line) = (0, line + 1);
            entries.Add(new LegendEntry(left, line, paint, text, radius));
            left += size + 18;
        }
    }

    IEnumerable<CellKind> Kinds()
    {
        for (long row = -_plane.Rows.PadBegin; row < PlaneProblem.End(_plane.Rows); row++)
            for (long column = -_plane.Columns.PadBegin; column < PlaneProblem.End(_plane.Columns); column++)
                yield return _plane.KindOf(row, column);
    }

    static void Label(SvgCanvas canvas, double x, double top, string text) => canvas.Text(x, top + (LabelHeight / 2), text, TitleSize, bold: true);

    static double Lines(SvgCanvas canvas, IReadOnlyList<string> lines, double left, double top, double size, double height, bool bold = false)
    {
        foreach (string line in lines)
        {
            canvas.Text(left, top + (height / 2), line, size, Anchor.Start, bold);
            top += height;
        }
        return top;
    }

    readonly record struct LegendEntry(double Left, int Line, Paint? Paint, string Text, double Radius);
}
