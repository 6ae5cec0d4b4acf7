namespace OnnxPool.Plugin;

/// <summary>Attributes of a node by the kinds that operators of the family give them.</summary>
static unsafe class KernelAttributes
{
    // What these attributes are called elsewhere, and near misses.
    static readonly string[] s_mistaken =
    [
        "kernel", "kernel_size", "kernel_shapes", "pool_size", "stride", "pad", "padding", "paddings", "auto_padding", "dilation", "ceil", "ceil_modes",
        "count_include_padding", "axes", "keepdims", "norm_type",
    ];

    // Of all operators, so that what only another one has is found too.
    static readonly string[] s_names =
        [.. OperatorTable.All.Concat(OperatorTable.Gradients).SelectMany(o => o.Versions).SelectMany(v => v.Attributes).Select(a => a.Name).Distinct().Concat(s_mistaken)];

    /// <summary>Those of a node that a kernel is made for. ONNX Runtime lists none: it is asked for each name of the family, and for likely mistakes, in each kind.</summary>
    public static Dictionary<string, AttributeValue> Read(OrtApi api, nint info)
    {
        var found = new Dictionary<string, AttributeValue>();
        foreach (string name in s_names)
            if (Find(api, info, name) is { } value) found[name] = value;
        return found;
    }

    /// <summary>Those of a node whose output shapes are asked for.</summary>
    public static Dictionary<string, AttributeValue> Infer(OrtApi api, nint context)
    {
        var found = new Dictionary<string, AttributeValue>();
        foreach (string name in s_names)
        {
            fixed (byte* text = NativeText.Bytes(name))
                if (api.InferredAttribute(context, text) is not 0 and nint attribute) found[name] = api.ReadAttribute(attribute);
        }
        return found;
    }

    static AttributeValue? Find(OrtApi api, nint info, string name)
    {
        fixed (byte* text = NativeText.Bytes(name))
        {
            if (api.TryGetInt(info, text, out long integer)) return AttributeValue.Of(integer);
            if (api.TryGetFloat(info, text, out float number)) return AttributeValue.Of(number);
            if (api.TryGetString(info, text, out string characters)) return AttributeValue.Of(characters);
            // Last: an attribute of any other kind is given as an empty list.
            return api.TryGetInts(info, text, out long[] integers) ? AttributeValue.Of(integers) : null;
        }
    }
}
