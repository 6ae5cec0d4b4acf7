using System.Buffers;
using System.Text.Json;

namespace OnnxPool.Cli;

/// <summary>What the tool writes for other programs: indented JSON with a line end behind it.</summary>
static class JsonFile
{
    /// <summary>A document of one object.</summary>
    /// <param name="content">Writes its properties.</param>
    public static byte[] Of(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }
        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>A number, or null where there is none or JSON has none for it.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    /// <summary>An array of objects.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="name">Name of the property.</param>
    /// <param name="items">An object for each.</param>
    /// <param name="content">Writes the properties of one.</param>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> content)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            content(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
