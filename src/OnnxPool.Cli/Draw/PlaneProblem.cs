using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>What a cell of the input's surroundings is to a window that reaches it.</summary>
enum CellKind
{
    /// <summary>An element of the input.</summary>
    Real,

    /// <summary>Explicit padding, which <c>count_include_pad</c> can count.</summary>
    Padding,

    /// <summary>Past the padding, where only ceil_mode reaches; never counts.</summary>
    Beyond,
}

/// <summary>A problem line as a picture takes it: one plane of rows and columns, pooled by a maximum and by an average with the same windows.</summary>
sealed class PlaneProblem
{
    /// <summary>Cells on a side up to which numbers are drawn.</summary>
    public const int MostCells = 12;

    /// <summary>Cells on a side up to which numbers are drawn, with the padding.</summary>
    public const int MostPaddedCells = 20;

    /// <summary>Pixels on a side up to which a plane is drawn at all.</summary>
    public const int MostPixels = 256;

    static readonly string[] s_drawable = ["MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool"];

    PlaneProblem(Problem problem, PoolLayout layout, long[] shape, PoolAttributes attributes, ReadOnlySpan<PoolAxis> axes)
    {
        Problem = problem;
        Channels = problem.Shape[layout == PoolLayout.Nhwc ? ^1 : 1];
        Layout = layout;
        Shape = shape;
        MaxAttributes = WithPadCount(attributes, 0);
        AverageAttributes = WithPadCount(attributes, attributes.CountIncludePad);
        // One axis is a single row, which every window covers.
        Rows = axes.Length == 2 ? axes[0] : new PoolAxis(1, 1, 1, 1, 1, 0, 0);
        Columns = axes[^1];
    }

    /// <summary>The line.</summary>
    public Problem Problem { get; }

    /// <summary>The order of the axes of the line's input.</summary>
    public PoolLayout Layout { get; }

    /// <summary>Channels of the line's input.</summary>
    public long Channels { get; }

    /// <summary>Shape of the plane as the operators take it: (1, 1, D1) or (1, 1, D1, D2).</summary>
    public long[] Shape { get; }

    /// <summary>The windows, as MaxPool takes them.</summary>
    public PoolAttributes MaxAttributes { get; }

    /// <summary>The windows, as AveragePool takes them.</summary>
    public PoolAttributes AverageAttributes { get; }

    /// <summary>The vertical axis.</summary>
    public PoolAxis Rows { get; }

    /// <summary>The horizontal axis.</summary>
    public PoolAxis Columns { get; }

    /// <summary>Whether the line is of a global operator: one window over all of the plane.</summary>
    public bool IsGlobal => !Problem.Version.Has("kernel_shape");

    /// <summary>Whether positions of a window have gaps between them.</summary>
    public bool IsDilated => (Rows.Dilation > 1 && Rows.Kernel > 1) || (Columns.Dilation > 1 && Columns.Kernel > 1);

    /// <summary>Whether windows share positions.</summary>
    public bool Overlaps => Overlap(Rows) || Overlap(Columns);

    /// <summary>Whether there is padding around the plane.</summary>
    public bool HasPadding => Rows.PadBegin + Rows.PadEnd + Columns.PadBegin + Columns.PadEnd > 0;

    /// <summary>Who gets the gradient where several elements are the largest, by the line's own word; null if it has none.</summary>
    public TiePolicy? Ties => Problem.Find("ties") is { } ties ? TiePolicies.Parse(ties.String!) : null;

    /// <summary>Elements of the plane.</summary>
    public int InputCount => (int)(Rows.Input * Columns.Input);

    /// <summary>Windows of the plane.</summary>
    public int OutputCount => (int)(Rows.Output * Columns.Output);

    /// <summary>Planes of the line's input; the first is drawn.</summary>
    public long Planes => Shapes.ElementCount([Problem.Shape[0], Channels]);

    /// <summary>Whether the type has averages and gradients: ONNX defines both for floating types only.</summary>
    public bool IsFloating => AveragePool.Operator.Versions[^1].Types.Contains(Problem.Type);

    /// <summary>Whether cells have room for numbers.</summary>
    public bool HasNumbers =>
        MostSides(a => Math.Max(a.Input, a.Output)) <= MostCells && MostSides(a => End(a) + a.PadBegin) <= MostPaddedCells;

    /// <summary>One past the last position along an axis that a window or the padding reaches.</summary>
    public static long End(PoolAxis axis) => Math.Max(axis.Input + axis.PadEnd, axis.Start(axis.Output - 1) + axis.Extent);

    /// <summary>What lies at a position; negative ones are in the padding.</summary>
    public CellKind KindOf(long row, long column)
    {
        if (row >= 0 && row < Rows.Input && column >= 0 && column < Columns.Input) return CellKind.Real;
        return row < Rows.Input + Rows.PadEnd && column < Columns.Input + Columns.PadEnd ? CellKind.Padding : CellKind.Beyond;
    }

    /// <summary>The plane of a line.</summary>
    /// <exception cref="InvalidPoolingException">Attributes that do not fit, or a plane without elements or windows.</exception>
    /// <exception cref="UnsupportedPoolingException">An operator, rank or size that is not drawn.</exception>
    public static PlaneProblem Of(Problem problem)
    {
        PoolOperator forward = problem.Operator is GradientOperator gradient ? gradient.Forward : problem.Operator;
        if (!s_drawable.Contains(forward.Name))
            throw new UnsupportedPoolingException("operator to draw", problem.Operator.Name, $"{string.Join(", ", s_drawable)}, and their gradients");
        PoolLayout layout = problem.Bind().Geometry(problem.Shape)!.Layout;
        string shape = Shapes.Format(problem.Shape);
        if (problem.Shape.Length is not (3 or 4))
            throw new UnsupportedPoolingException("shape to draw", $"{shape} with {Math.Max(0, problem.Shape.Length - 2)} spatial axes", "1 or 2 spatial axes");
        if (problem.Shape.Contains(0L)) throw new InvalidPoolingException("shape to draw", shape, "dimensions of 1 or more");

        long[] plane = [1, 1, .. layout == PoolLayout.Nhwc ? problem.Shape[1..^1] : problem.Shape[2..]];
        PoolAttributes attributes = problem.Version.Has("kernel_shape")
            ? PoolAttributes.Read(new AttributeReader(new Dictionary<string, AttributeValue>(problem.Attributes)), problem.Version)
            : new PoolAttributes { KernelShape = plane[2..] };
        PoolGeometry geometry = PoolGeometry.Resolve(plane, attributes);
        if (geometry.OutputCount == 0)
            throw new InvalidPoolingException("output to draw", $"{Shapes.Format(geometry.OutputShape)}", "a window on each axis");
        var drawn = new PlaneProblem(problem, layout, plane, attributes, geometry.Axes);
        return drawn.MostSides(a => Math.Max(a.Input, a.Output)) <= MostPixels ? drawn
            : throw new UnsupportedPoolingException(
                "plane to draw", $"{drawn.Rows.Input}x{drawn.Columns.Input} -> {drawn.Rows.Output}x{drawn.Columns.Output}", $"up to {MostPixels} on a side");
    }

    static bool Overlap(PoolAxis axis) => axis.Output > 1 && axis.Extent > axis.Stride;

    long MostSides(Func<PoolAxis, long> side) => Math.Max(side(Rows), side(Columns));

    // storage_order renames positions and moves nothing, so that pictures leave it out.
    static PoolAttributes WithPadCount(PoolAttributes a, long countIncludePad) => new()
    {
        AutoPad = a.AutoPad,
        KernelShape = a.KernelShape,
        Strides = a.Strides,
        Dilations = a.Dilations,
        Pads = a.Pads,
        CeilMode = a.CeilMode,
        CountIncludePad = countIncludePad,
    };
}
