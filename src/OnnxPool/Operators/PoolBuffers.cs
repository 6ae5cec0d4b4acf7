namespace OnnxPool;

/// <summary>Elements of a node's inputs and outputs in row-major order; those that the node does not have are empty.</summary>
public readonly ref struct PoolBuffers
{
    /// <summary>The first input: X, or dY of a gradient.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>X, of a gradient that takes it.</summary>
    public ReadOnlySpan<byte> Input { get; init; }

    /// <summary>The input I or Indices.</summary>
    public ReadOnlySpan<long> Positions { get; init; }

    /// <summary>The first output; it shares no memory with another buffer.</summary>
    public Span<byte> Result { get; init; }

    /// <summary>The output Indices; empty where it is not wanted.</summary>
    public Span<long> Indices { get; init; }
}
