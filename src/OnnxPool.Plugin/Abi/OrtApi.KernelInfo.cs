namespace OnnxPool.Plugin;

// What a kernel learns when it is made.
readonly unsafe partial struct OrtApi
{
    public int GetInputCount(nint info) => Count(info, 230);

    public int GetOutputCount(nint info) => Count(info, 231);

    public string GetNodeName(nint info) => Text(info, 244);

    /// <summary>Declared type and shape of an input; dimensions that are not known are -1. Null where nothing is declared.</summary>
    public (ElementType Type, long[]? Shape)? GetInputType(nint info, int index)
    {
        nint type;
        nint status = ((delegate* unmanaged<nint, nuint, nint*, nint>)_table[234])(info, (nuint)index, &type);
        if (status != 0)
        {
            // An optional input that is left out.
            ReleaseStatus(status);
            return null;
        }
        (ElementType, long[]?)? found = OfType(type);
        ((delegate* unmanaged<nint, void>)_table[98])(type);
        return found;
    }

    public bool TryGetInt(nint info, byte* name, out long value)
    {
        fixed (long* v = &value) return Succeeds(((delegate* unmanaged<nint, byte*, long*, nint>)_table[86])(info, name, v));
    }

    public bool TryGetFloat(nint info, byte* name, out float value)
    {
        fixed (float* v = &value) return Succeeds(((delegate* unmanaged<nint, byte*, float*, nint>)_table[85])(info, name, v));
    }

    public bool TryGetInts(nint info, byte* name, out long[] values)
    {
        values = [];
        nuint count = 0;
        var get = (delegate* unmanaged<nint, byte*, long*, nuint*, nint>)_table[163];
        if (!Succeeds(get(info, name, null, &count))) return false;
        values = new long[count];
        fixed (long* v = values) return Succeeds(get(info, name, v, &count));
    }

    public bool TryGetString(nint info, byte* name, out string value)
    {
        value = "";
        nuint size = 0;
        var get = (delegate* unmanaged<nint, byte*, byte*, nuint*, nint>)_table[87];
        if (!Succeeds(get(info, name, null, &size))) return false;
        var buffer = new byte[size + 1];
        fixed (byte* text = buffer)
            if (!Succeeds(get(info, name, text, &size))) return false;
        value = NativeText.In(buffer);
        return true;
    }

    /// <summary>The configuration of the session that a kernel is for; null where the key is not set.</summary>
    public string? GetConfig(nint info, string key)
    {
        nint pairs;
        Check(((delegate* unmanaged<nint, nint*, nint>)_table[391])(info, &pairs));
        fixed (byte* name = NativeText.Bytes(key))
        {
            byte* value = ((delegate* unmanaged<nint, byte*, byte*>)_table[297])(pairs, name);
            string? found = value is null ? null : NativeText.At(value);
            ((delegate* unmanaged<nint, void>)_table[300])(pairs);
            return found;
        }
    }
}
