namespace OnnxPool.Plugin;

// A call of a kernel. The first three functions only read what is there: they need not let a garbage collection begin.
readonly unsafe partial struct OrtApi
{
    public nint GetInput(nint context, int index)
    {
        nint value;
        Check(((delegate* unmanaged[SuppressGCTransition]<nint, nuint, nint*, nint>)_table[90])(context, (nuint)index, &value));
        return value;
    }

    /// <summary>Element type and shape of a tensor, where they are.</summary>
    public (ElementType Type, nint Dims, int Rank) GetTypeAndShape(nint value)
    {
        int type;
        nint dims;
        nuint rank;
        Check(((delegate* unmanaged[SuppressGCTransition]<nint, int*, nint*, nuint*, nint>)_table[414])(value, &type, &dims, &rank));
        return ((ElementType)type, dims, (int)rank);
    }

    public nint GetData(nint value)
    {
        nint data;
        Check(((delegate* unmanaged[SuppressGCTransition]<nint, nint*, nint>)_table[51])(value, &data));
        return data;
    }

    /// <returns>The output; 0 where it is not wanted.</returns>
    public nint GetOutput(nint context, int index, ReadOnlySpan<long> shape)
    {
        nint value;
        fixed (long* dims = shape) Check(((delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)_table[91])(context, (nuint)index, dims, (nuint)shape.Length, &value));
        return value;
    }

    public void ParallelFor(nint context, delegate* unmanaged<nint, nuint, void> part, int parts, nint state) =>
        Check(((delegate* unmanaged<nint, delegate* unmanaged<nint, nuint, void>, nuint, nuint, nint, nint>)_table[274])(context, part, (nuint)parts, 0, state));
}
