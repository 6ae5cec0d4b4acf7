namespace OnnxPool.Cli;

/// <summary>The picture of a plane too large for numbers: the input and what each operator makes of it, side by side in grey.</summary>
sealed class GreyFigure
{
    const double Margin = 24;
    const double PanelSide = 256;
    const double Between = 32;
    const double LeastPixel = 24;
    const double TitleSize = 16;
    const double TextSize = 13;
    const double LineHeight = 18;
    const int ScaleSteps = 32;

    static readonly Paint s_frame = new(Stroke: SvgCanvas.Faint, Width: 1);

    readonly Picture _picture;
    readonly double _least, _most;

    GreyFigure(Picture picture)
    {
        _picture = picture;
        double[] finite = [.. picture.X.Concat(picture.Pooled.SelectMany(p => p.Y)).Where(double.IsFinite)];
        (_least, _most) = finite.Length == 0 ? (0, 0) : (finite.Min(), finite.Max());
    }

    /// <summary>The picture as an SVG file.</summary>
    public static byte[] Draw(Picture picture) => new GreyFigure(picture).Draw();

    byte[] Draw()
    {
        PlaneProblem plane = _picture.Plane;
        var panels = new List<Panel> { new("X", _picture.X, (int)plane.Rows.Input, (int)plane.Columns.Input) };
        panels.AddRange(_picture.Pooled.Select(p => new Panel(p.Operator, p.Y, (int)plane.Rows.Output, (int)plane.Columns.Output)));

        double inner = (panels.Count * PanelSide) + ((panels.Count - 1) * Between);
        IReadOnlyList<string> title = SvgCanvas.Wrap(_picture.Title, TitleSize, inner, bold: true);
        IReadOnlyList<string> caption = SvgCanvas.Wrap(_picture.Caption, TextSize, inner);
        double top = Margin + (title.Count * (LineHeight + 4)) + (caption.Count * LineHeight) + 14;
        double panelHeight = panels.Max(p => p.Size().Height);
        double scaleTop = top + panelHeight + 44;
        using var canvas = new SvgCanvas(inner + (2 * Margin), scaleTop + LineHeight + Margin, _picture.Title, _picture.Description);

        double y = Margin;
        foreach (string line in title) canvas.Text(Margin, (y += LineHeight + 4) - ((LineHeight + 4) / 2), line, TitleSize, Anchor.Start, bold: true);
        foreach (string line in caption) canvas.Text(Margin, (y += LineHeight) - (LineHeight / 2), line, TextSize, Anchor.Start);
        for (int i = 0; i < panels.Count; i++)
        {
            double left = Margin + (i * (PanelSide + Between));
            Draw(canvas, panels[i], left, top);
            canvas.Text(left + (PanelSide / 2), top + panelHeight + 16, $"{panels[i].Name} {panels[i].Rows}x{panels[i].Columns}", TextSize, bold: true);
        }
        Scale(canvas, Margin, scaleTop);
        return canvas.Finish();
    }

    void Draw(SvgCanvas canvas, Panel panel, double left, double top)
    {
        (double pixelWidth, double pixelHeight) = panel.Pixel();
        (double width, double height) = panel.Size();
        left += (PanelSide - width) / 2;
        // One path for each shade, with one rectangle for equal neighbours: a fifth of the size that an element for each pixel takes.
        var runs = new SortedDictionary<string, List<(double X, double Y, double Width)>>(StringComparer.Ordinal);
        for (int row = 0; row < panel.Rows; row++)
        {
            for (int first = 0, next; first < panel.Columns; first = next)
            {
                string shade = Shade(panel.At(row, first));
                for (next = first + 1; next < panel.Columns && Shade(panel.At(row, next)) == shade; next++) { }
                if (!runs.TryGetValue(shade, out List<(double X, double Y, double Width)>? run)) runs[shade] = run = [];
                run.Add((left + (first * pixelWidth), top + (row * pixelHeight), (next - first) * pixelWidth));
            }
        }
        foreach ((string shade, List<(double X, double Y, double Width)> run) in runs) canvas.Pixels(shade, pixelHeight, run);
        canvas.Rectangle(left, top, width, height, s_frame);
    }

    void Scale(SvgCanvas canvas, double left, double top)
    {
        const double Width = 160;
        string least = NumberText.Of(_least), most = NumberText.Of(_most);
        canvas.Text(left, top + (LineHeight / 2), least, TextSize, Anchor.Start);
        left += SvgCanvas.WidthOf(least, TextSize) + 8;
        for (int i = 0; i < ScaleSteps; i++)
            canvas.Pixels(Grey(i / (ScaleSteps - 1.0)), LineHeight, [(left + (i * Width / ScaleSteps), top, Width / ScaleSteps)]);
        canvas.Rectangle(left, top, Width, LineHeight, s_frame);
        left += Width + 8;
        canvas.Text(left, top + (LineHeight / 2), most, TextSize, Anchor.Start);
        if (!_picture.X.Concat(_picture.Pooled.SelectMany(p => p.Y)).Any(double.IsNaN)) return;
        left += SvgCanvas.WidthOf(most, TextSize) + 24;
        canvas.Rectangle(left, top, 26, LineHeight, new Paint(SvgCanvas.Hatch, SvgCanvas.Faint, 1));
        canvas.Text(left + 34, top + (LineHeight / 2), "NaN", TextSize, Anchor.Start);
    }

    string Shade(double value) => double.IsNaN(value) ? SvgCanvas.Hatch
        // Halves, so that the distance of two finite numbers stays finite.
        : Grey(_most > _least ? Math.Clamp(((value / 2) - (_least / 2)) / ((_most / 2) - (_least / 2)), 0, 1) : 0.5);

    static string Grey(double brightness)
    {
        int level = (int)Math.Round(brightness * 255);
        return $"#{level:x2}{level:x2}{level:x2}";
    }

    /// <summary>One plane; its pixels fill the same width whatever their number.</summary>
    readonly record struct Panel(string Name, double[] Values, int Rows, int Columns)
    {
        public double At(int row, int column) => Values[(row * Columns) + column];

        public (double Width, double Height) Pixel()
        {
            double side = PanelSide / Math.Max(Rows, Columns);
            return (side, Rows == 1 ? Math.Max(side, LeastPixel) : side);
        }

        public (double Width, double Height) Size()
        {
            (double width, double height) = Pixel();
            return (Columns * width, Rows * height);
        }
    }
}
