namespace OnnxPool;

/// <summary>The environment variables that say how operators run: <c>ONNXPOOL_KERNEL</c>, <c>ONNXPOOL_SIMD</c> and <c>ONNXPOOL_THREADS</c>.</summary>
public static class PoolEnvironment
{
    /// <summary>Checks them all, for a program that would rather say so at its start than at its first call.</summary>
    /// <exception cref="InvalidPoolingException">A value that none of its kind has.</exception>
    /// <exception cref="UnsupportedPoolingException">Registers that this machine does not have.</exception>
    public static void Require()
    {
        _ = KernelChoice.Forced;
        _ = SimdWidth.Forced;
        _ = PoolThreads.Count;
    }
}
