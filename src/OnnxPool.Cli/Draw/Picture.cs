namespace OnnxPool.Cli;

/// <summary>What a picture shows, before anything is placed.</summary>
/// <param name="Title">The first line.</param>
/// <param name="Plane">The windows.</param>
/// <param name="X">The plane's elements, in row-major order.</param>
/// <param name="Pooled">By each operator, in the order of drawing.</param>
/// <param name="Ties">Who of several largest elements gets the gradient.</param>
/// <param name="Source">What the elements are, for the caption.</param>
sealed record Picture(string Title, PlaneProblem Plane, double[] X, IReadOnlyList<PooledPlane> Pooled, TiePolicy Ties, string Source)
{
    /// <summary>Pools <paramref name="x"/> by every operator that has the line's type.</summary>
    public static Picture Of(string title, PlaneProblem plane, double[] x, TiePolicy ties, string source)
    {
        PooledPlane maximum = PooledPlane.Maximum(plane, x, ties);
        return new Picture(title, plane, x, plane.IsFloating ? [maximum, PooledPlane.Average(plane, x)] : [maximum], ties, source);
    }

    /// <summary>What is to be said about the picture as a whole.</summary>
    public string Caption
    {
        get
        {
            string type = Plane.Problem.Type.Name();
            string text = $"X: {Source}.";
            if (Plane.Planes > 1) text += $" Drawn is the first of {Plane.Planes} planes.";
            if (!Plane.IsFloating) text += $" ONNX has neither averages nor gradients of {type}: only the maximum is drawn.";
            if (Plane.HasNumbers && X.Any(double.IsNaN)) text += " A NaN counts as the largest.";
            if (!Plane.HasNumbers) text += " Black is the least value, white the largest.";
            if (!Plane.HasNumbers && Plane.HasPadding) text += " Padding is not drawn.";
            return text;
        }
    }

    /// <summary>One sentence for those who cannot see the picture.</summary>
    public string Description =>
        $"A plane of {Plane.Rows.Input}x{Plane.Columns.Input} pooled by {string.Join(" and by ", Pooled.Select(p => p.Operator))} "
        + $"in {Plane.Rows.Output}x{Plane.Columns.Output} windows of {Plane.Rows.Kernel}x{Plane.Columns.Kernel}. {Caption}";
}
