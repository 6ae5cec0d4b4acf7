namespace OnnxPool.Plugin;

// Attributes and shapes of a node that is not part of a session yet.
readonly unsafe partial struct OrtApi
{
    /// <summary>Declared type and shape of an input; dimensions that are not known are negative.</summary>
    public (ElementType Type, long[]? Shape)? InferredInput(nint context, int index)
    {
        nuint count;
        Check(((delegate* unmanaged<nint, nuint*, nint>)_table[267])(context, &count));
        if ((nuint)index >= count) return null;
        nint info;
        return Succeeds(((delegate* unmanaged<nint, nuint, nint*, nint>)_table[268])(context, (nuint)index, &info)) ? OfTensor(info) : null;
    }

    /// <returns>The attribute; 0 if the node does not have it.</returns>
    public nint InferredAttribute(nint context, byte* name)
    {
        nint attribute;
        return Succeeds(((delegate* unmanaged<nint, byte*, nint*, nint>)_table[269])(context, name, &attribute)) ? attribute : 0;
    }

    public void SetInferred(nint context, int output, ElementType type, ReadOnlySpan<long> shape)
    {
        nint info;
        Check(((delegate* unmanaged<nint*, nint>)_table[57])(&info));
        try
        {
            Check(((delegate* unmanaged<nint, int, nint>)_table[58])(info, (int)type));
            fixed (long* dims = shape) Check(((delegate* unmanaged<nint, long*, nuint, nint>)_table[59])(info, dims, (nuint)shape.Length));
            Check(((delegate* unmanaged<nint, nuint, nint, nint>)_table[270])(context, (nuint)output, info));
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)_table[99])(info);
        }
    }

    /// <summary>An attribute of a node that is not part of a session yet.</summary>
    public AttributeValue ReadAttribute(nint attribute)
    {
        int type;
        Check(((delegate* unmanaged<nint, int*, nint>)_table[363])(attribute, &type));
        // OrtOpAttrType: INT 1, INTS 2, FLOAT 3, STRING 5.
        switch (type)
        {
            case 1: return AttributeValue.Of(Read<long>(attribute, type)[0]);
            case 2: return AttributeValue.Of(Read<long>(attribute, type));
            case 3: return AttributeValue.Of(Read<float>(attribute, type)[0]);
            case 5: return AttributeValue.Of(NativeText.In(Read<byte>(attribute, type)));
            default: return AttributeValue.OfOther($"{type}");
        }
    }

    T[] Read<T>(nint attribute, int type) where T : unmanaged
    {
        var read = (delegate* unmanaged<nint, int, void*, nuint, nuint*, nint>)_table[272];
        // It says how many bytes there are, as an error where they do not fit.
        nuint bytes = 0;
        _ = Succeeds(read(attribute, type, null, 0, &bytes));
        var values = new T[((int)bytes + sizeof(T) - 1) / sizeof(T)];
        if (values.Length > 0)
            fixed (T* v = values) Check(read(attribute, type, v, bytes, &bytes));
        return values;
    }
}
