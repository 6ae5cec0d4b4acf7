namespace OnnxPool;

/// <summary>Units of a kernel's work: output rows, tiles or planes, counted over all planes.</summary>
/// <param name="From">The first.</param>
/// <param name="To">Where they end.</param>
readonly record struct UnitRange(int From, int To)
{
    /// <summary>All that a kernel has to do.</summary>
    public static UnitRange All(Kernel kernel, PoolGeometry geometry) => new(0, kernel.Units(geometry));
}
