namespace OnnxPool.Training;

/// <summary>What is known of a tensor before anything has run.</summary>
/// <param name="Type">Its element type; <see cref="ElementType.Undefined"/> for what is no tensor.</param>
/// <param name="Dimensions">Its dimensions; null for an unknown rank.</param>
sealed record ValueFacts(ElementType Type, IReadOnlyList<Dimension>? Dimensions)
{
    /// <summary>Nothing is known.</summary>
    public static ValueFacts Unknown { get; } = new(ElementType.Undefined, null);

    /// <summary>The number of dimensions, or null.</summary>
    public int? Rank => Dimensions?.Count;

    /// <summary>The shape, or null unless every dimension is a number.</summary>
    public long[]? Shape => Dimensions is { } all && all.All(d => d.IsKnown) ? [.. all.Select(d => d.Size)] : null;

    /// <summary>Whether gradients flow through a tensor of this type.</summary>
    public bool IsReal => Type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>The number in dimension <paramref name="axis"/>, or null.</summary>
    public long? Size(int axis) => Dimensions is { } all && axis < all.Count && all[axis].IsKnown ? all[axis].Size : null;
}
