namespace OnnxPool.Cli;

/// <summary>The part of a window's gradient that goes to one cell.</summary>
/// <param name="Cell">Row-major position in the plane.</param>
/// <param name="Part">1 for all of it.</param>
readonly record struct GradientShare(int Cell, double Part);

/// <summary>One window of a picture.</summary>
/// <param name="Row">Its row in Y.</param>
/// <param name="Column">Its column in Y.</param>
/// <param name="Shares">Where its gradient goes: for a maximum its winners, for an average its real elements. An empty window has none.</param>
/// <param name="AlsoLargest">Cells that hold the maximum too, and get nothing by the tie policy.</param>
sealed record PlaneWindow(int Row, int Column, IReadOnlyList<GradientShare> Shares, IReadOnlyList<int> AlsoLargest);

/// <summary>A plane pooled by one operator, as a picture shows it. All lists are in row-major order.</summary>
/// <param name="Operator">ONNX's name.</param>
/// <param name="IsMaximum">A maximum, otherwise an average.</param>
/// <param name="Y">The output.</param>
/// <param name="Windows">The windows, one for each output; none where they are not drawn.</param>
/// <param name="GradientOfY">dY: 1, 2, 3, …, so that one can see where each goes; empty where no way back is drawn.</param>
/// <param name="GradientOfX">dX; empty as well.</param>
sealed record PooledPlane(
    string Operator, bool IsMaximum, double[] Y, IReadOnlyList<PlaneWindow> Windows, double[] GradientOfY, double[] GradientOfX)
{
    /// <summary>Cells that are the maximum of a window and get its gradient; none for an average.</summary>
    public IReadOnlySet<int> Winners { get; } =
        IsMaximum ? Windows.SelectMany(w => w.Shares).Select(s => s.Cell).ToHashSet() : [];

    /// <summary>Cells that are as large as a winner, and win nowhere by the tie policy.</summary>
    public IReadOnlySet<int> AlsoLargest { get; } =
        Windows.SelectMany(w => w.AlsoLargest).Except(Windows.SelectMany(w => w.Shares).Select(s => s.Cell)).ToHashSet();

    delegate void Backward(ReadOnlySpan<double> dY, Span<double> dX);

    /// <summary>The maximum of each window.</summary>
    /// <param name="plane">The windows.</param>
    /// <param name="x">The plane.</param>
    /// <param name="ties">Who gets the gradient where several elements are the largest.</param>
    public static PooledPlane Maximum(PlaneProblem plane, double[] x, TiePolicy ties)
    {
        var y = new double[plane.OutputCount];
        MaxPool.Forward<double>(x, plane.Shape, plane.MaxAttributes, y);
        // Computed in double, which holds every type; only the value of an empty window depends on the type.
        double least = plane.Problem.Type switch
        {
            ElementType.Int8 => sbyte.MinValue,
            ElementType.UInt8 => byte.MinValue,
            _ => double.NegativeInfinity,
        };
        for (int i = 0; i < y.Length; i++) y[i] = Math.Max(y[i], least);
        return Create(plane.IsGlobal ? "GlobalMaxPool" : "MaxPool", isMaximum: true, plane, y, By(ties), By(TiePolicy.All));

        Backward By(TiePolicy policy) =>
            (dY, dX) => MaxPool.Backward(dY, x, plane.Shape, plane.MaxAttributes, dX, policy);
    }

    /// <summary>The mean of each window.</summary>
    /// <param name="plane">The windows.</param>
    /// <param name="x">The plane.</param>
    public static PooledPlane Average(PlaneProblem plane, double[] x)
    {
        var y = new double[plane.OutputCount];
        AveragePool.Forward<double>(x, plane.Shape, plane.AverageAttributes, y);
        return Create(plane.IsGlobal ? "GlobalAveragePool" : "AveragePool", isMaximum: false, plane, y, Spread, Spread);

        void Spread(ReadOnlySpan<double> dY, Span<double> dX) => AveragePool.Backward(dY, plane.Shape, plane.AverageAttributes, dX);
    }

    /// <summary>Y and X as numbers and windows, with the windows' gradients on the way back.</summary>
    /// <remarks>A window's shares are what comes back when it alone gets a gradient of 1, so that pictures have no rule of their own.</remarks>
    static PooledPlane Create(
        string name, bool isMaximum, PlaneProblem plane, double[] y, Backward backward, Backward toAllLargest)
    {
        if (!plane.HasNumbers) return new PooledPlane(name, isMaximum, y, [], [], []);
        var windows = new PlaneWindow[y.Length];
        var single = new double[y.Length];
        for (int i = 0; i < windows.Length; i++)
        {
            single[i] = 1;
            GradientShare[] shares = Shares(backward);
            int[] rest = [.. Shares(toAllLargest).Select(s => s.Cell).Except(shares.Select(s => s.Cell))];
            windows[i] = new PlaneWindow(i / (int)plane.Columns.Output, i % (int)plane.Columns.Output, shares, rest);
            single[i] = 0;
        }
        if (!plane.IsFloating) return new PooledPlane(name, isMaximum, y, windows, [], []);
        double[] dY = [.. Enumerable.Range(1, y.Length)];
        var dX = new double[plane.InputCount];
        backward(dY, dX);
        return new PooledPlane(name, isMaximum, y, windows, dY, dX);

        GradientShare[] Shares(Backward way)
        {
            var back = new double[plane.InputCount];
            way(single, back);
            return [.. back.Select((part, cell) => new GradientShare(cell, part)).Where(s => s.Part != 0)];
        }
    }
}
