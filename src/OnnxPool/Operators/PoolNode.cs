namespace OnnxPool;

/// <summary>An operator version with its attributes read, ready for any input.</summary>
public abstract class PoolNode
{
    private protected PoolNode(OperatorVersion version) => Version = version;

    /// <summary>Operator and version.</summary>
    public OperatorVersion Version { get; }

    /// <summary>The shape of every output for an input of <paramref name="shape"/>.</summary>
    /// <exception cref="InvalidPoolingException">The attributes do not fit the shape.</exception>
    public abstract long[] OutputShape(ReadOnlySpan<long> shape);

    /// <summary>Where the windows lie on an input of <paramref name="shape"/>; null for an operator without windows.</summary>
    /// <exception cref="InvalidPoolingException">The attributes do not fit the shape.</exception>
    public virtual PoolGeometry? Geometry(ReadOnlySpan<long> shape) => null;

    /// <summary>Checks what can be checked before the sizes of the input are known.</summary>
    /// <param name="rank">Rank of the input; null if that is not known either.</param>
    /// <exception cref="InvalidPoolingException">An attribute that ONNX does not allow, or not for that rank.</exception>
    public virtual void Check(int? rank)
    {
    }

    /// <summary>Computes the first <paramref name="outputs"/> outputs of the version, in their order.</summary>
    /// <param name="x">The data.</param>
    /// <param name="outputs">1 up to the number of outputs that the version has.</param>
    /// <exception cref="InvalidPoolingException">Type, shape or attributes do not fit together.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type without arithmetic here.</exception>
    public Tensor[] Run(Tensor x, int outputs)
    {
        Version.Require(x.Type);
        if (outputs < 1 || outputs > Version.Outputs.Count)
            Throw.Invalid("number of outputs", $"{outputs} for {Version}", $"1 to {Version.Outputs.Count}");
        return Compute(x, outputs);
    }

    private protected abstract Tensor[] Compute(Tensor x, int outputs);
}
