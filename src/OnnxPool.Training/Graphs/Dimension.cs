namespace OnnxPool.Training;

/// <summary>A dimension before anything has run: a number, a name that equal dimensions share, or neither.</summary>
/// <param name="Size">The number, or <see cref="Onnx.ValueTypes.UnknownDimension"/>.</param>
/// <param name="Symbol">The name; empty if there is none.</param>
readonly record struct Dimension(long Size, string Symbol)
{
    /// <summary>Whether it is a number.</summary>
    public bool IsKnown => Size >= 0;

    /// <summary>Whether the two are the same whatever is fed.</summary>
    public bool Equals(Dimension other) => IsKnown || other.IsKnown ? Size == other.Size : Symbol.Length > 0 && Symbol == other.Symbol;

    /// <inheritdoc/>
    public override int GetHashCode() => IsKnown ? Size.GetHashCode() : Symbol.GetHashCode(StringComparison.Ordinal);
}
