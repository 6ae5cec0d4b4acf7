namespace OnnxPool.Layers;

/// <summary>A number for each axis of an image. One number stands for both, a pair for height and width.</summary>
/// <param name="H">Of the height.</param>
/// <param name="W">Of the width.</param>
public readonly record struct PerAxis(int H, int W)
{
    /// <summary>The same for both axes.</summary>
    public static implicit operator PerAxis(int both) => new(both, both);

    /// <summary>Height, then width.</summary>
    public static implicit operator PerAxis((int H, int W) pair) => new(pair.H, pair.W);

    /// <summary>As <c>(2, 3)</c>.</summary>
    public override string ToString() => $"({H}, {W})";

    internal long[] ToArray() => [H, W];
}
