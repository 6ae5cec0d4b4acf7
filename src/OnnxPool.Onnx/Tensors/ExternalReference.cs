using System.Globalization;

namespace OnnxPool.Onnx;

/// <summary>Where in another file a tensor's bytes are, with the keys of <c>external_data</c> checked.</summary>
/// <param name="Location">A path below the model's folder, <c>/</c> between its parts.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">The number of bytes that the shape takes.</param>
/// <param name="Checksum">SHA-1 of the whole file in hexadecimal digits, or null.</param>
readonly record struct ExternalReference(string Location, long Offset, int Length, string? Checksum)
{
    const string LocationRule = "a path inside the model's folder, relative to it, without '..'";

    public static bool IsExternal(TensorProto proto) => proto.DataLocation != TensorProto.Types.DataLocation.Default;

    /// <summary>Reads the keys; keys that ONNX does not define are ignored, as ONNX allows them.</summary>
    /// <exception cref="PoolingException">A rule of ONNX or of safety is broken.</exception>
    public static ExternalReference Of(TensorProto proto)
    {
        string subject = TensorConversion.Subject(proto);
        if (proto.DataLocation != TensorProto.Types.DataLocation.External)
            throw Invalid($"{subject} data_location", $"{(int)proto.DataLocation}", "DEFAULT or EXTERNAL");
        if (TensorConversion.FilledField(proto, subject) is string field)
            throw Invalid($"{subject} data", $"{field} beside data_location EXTERNAL", "data in one place");
        (ElementType type, long[] shape, long count) = TensorConversion.Layout(proto);
        if (type == ElementType.String) throw Invalid($"{subject} data_location", "EXTERNAL for strings", "string_data in the message itself");

        var keys = new Dictionary<string, string>();
        foreach (StringStringEntryProto entry in proto.ExternalData)
            if (!keys.TryAdd(entry.Key, entry.Value)) throw Invalid($"{subject} external_data", $"key '{entry.Key}' twice", "each key once");

        string location = keys.GetValueOrDefault("location") ?? throw Invalid($"{subject} location", "none", LocationRule);
        if (!IsContained(location)) throw Invalid($"{subject} location", $"'{location}'", LocationRule);
        int length = type.ByteCount(count);
        if (Number(subject, "length", keys) is long written && written != length)
            throw Invalid($"{subject} length", $"{written}", $"{length} for {type.Name()} of shape {Shapes.Format(shape)}");
        return new ExternalReference(location, Number(subject, "offset", keys) ?? 0, length, keys.GetValueOrDefault("checksum"));
    }

    // The same rule on every system, so that a model is not safe on one and an escape on another: a backslash or a drive
    // letter is harmless on Linux only. ONNX Runtime takes "*/_ORT_MEM_ADDR_/*" for an address in its own memory.
    static bool IsContained(string location) =>
        location.Length > 0
        && !location.StartsWith('/')
        && location.AsSpan().IndexOfAny('\\', ':', '\0') < 0
        && !location.Split('/').Any(part => part is ".." or "*");

    static long? Number(string subject, string key, Dictionary<string, string> keys)
    {
        if (!keys.TryGetValue(key, out string? text)) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Invalid($"{subject} {key}", $"'{text}'", $"a number from 0 to {long.MaxValue}");
    }

    static InvalidPoolingException Invalid(string subject, string found, string allowed) => new(subject, found, allowed);
}
