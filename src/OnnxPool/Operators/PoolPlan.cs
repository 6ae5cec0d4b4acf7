namespace OnnxPool;

/// <summary>A node settled for inputs of certain types and shapes: made once, used for many calls and from any number of threads.</summary>
public sealed class PoolPlan
{
    readonly long[] _outputShape;
    readonly Work _work;

    internal PoolPlan(ReadOnlySpan<long> outputShape, Work work)
    {
        _outputShape = outputShape.ToArray();
        _work = work;
    }

    /// <summary>What a call does.</summary>
    internal delegate void Work(scoped in PoolBuffers buffers);

    /// <summary>The shape of every output.</summary>
    public ReadOnlySpan<long> OutputShape => _outputShape;

    /// <summary>Computes the outputs; allocates nothing.</summary>
    /// <param name="buffers">Of the lengths that types and shapes say.</param>
    /// <exception cref="InvalidPoolingException">An index outside of what it counts.</exception>
    public void Run(scoped in PoolBuffers buffers) => _work(buffers);
}
