namespace OnnxPool.Reference;

/// <summary>What ONNX shape inference demands of the attributes of a windowed operator.</summary>
static class AttributeList
{
    /// <summary>Gives the list as written, or the default for every entry if it is absent; an empty list is not an absent one.</summary>
    /// <exception cref="ArgumentException">The wrong length, or an entry below the minimum.</exception>
    public static long[] Read(string name, long[]? values, int length, long minimum, long absent)
    {
        if (values is null)
            return [.. Enumerable.Repeat(absent, length)];
        if (values.Length != length)
            throw new ArgumentException($"{name} has {values.Length} entries; {length} are allowed here.");
        foreach (long value in values)
        {
            if (value < minimum)
                throw new ArgumentException($"{name} holds {value}; at least {minimum} is allowed.");
        }

        return values;
    }

    /// <summary>Checks auto_pad alone and beside the pads.</summary>
    /// <exception cref="ArgumentException">An unknown value, or padding given twice.</exception>
    public static void RequireAutoPad(string autoPad, long[] pads)
    {
        if (autoPad is not ("NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
            throw new ArgumentException($"auto_pad is \"{autoPad}\"; NOTSET, VALID, SAME_UPPER and SAME_LOWER are allowed.");
        if (autoPad != "NOTSET" && pads.Any(pad => pad != 0))
            throw new ArgumentException($"auto_pad is {autoPad} and pads are {string.Join(',', pads)}; beside an auto_pad only zero pads are allowed.");
    }
}
