namespace OnnxPool.Layers;

/// <summary>What the 2D layers ask of X.</summary>
static class Images
{
    /// <exception cref="InvalidPoolingException">Not four axes, or an element type that <paramref name="owner"/> does not have.</exception>
    public static void Require(Tensor x, PoolOperator owner, PoolLayout layout)
    {
        owner.Versions[^1].Require(x.Type);
        if (x.Shape.Length != 4)
            Throw.Invalid("input rank", $"{x.Shape.Length} (shape {Shapes.Format(x.Shape)})", $"4: {Axes(layout)}");
    }

    static string Axes(PoolLayout layout) => layout == PoolLayout.Nhwc ? "(N, H, W, C)" : "(N, C, H, W)";
}
