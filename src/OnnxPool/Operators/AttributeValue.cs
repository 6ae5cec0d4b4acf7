using System.Globalization;

namespace OnnxPool;

/// <summary>The kinds of attribute values that pooling operators have.</summary>
public enum AttributeKind
{
    /// <summary>One 64-bit integer.</summary>
    Int,
    /// <summary>A list of 64-bit integers.</summary>
    Ints,
    /// <summary>One binary32 number.</summary>
    Float,
    /// <summary>Text.</summary>
    String,
    /// <summary>Anything else that a node may carry; no pooling operator takes it.</summary>
    Other,
}

/// <summary>An attribute's value as the model has it.</summary>
public sealed class AttributeValue
{
    readonly object _value;

    AttributeValue(AttributeKind kind, object value)
    {
        Kind = kind;
        _value = value;
    }

    /// <summary>Which kind of value this is.</summary>
    public AttributeKind Kind { get; }

    /// <summary>An integer.</summary>
    public static AttributeValue Of(long value) => new(AttributeKind.Int, value);

    /// <summary>A list of integers.</summary>
    public static AttributeValue Of(long[] values) => new(AttributeKind.Ints, values);

    /// <summary>A binary32 number.</summary>
    public static AttributeValue Of(float value) => new(AttributeKind.Float, value);

    /// <summary>Text.</summary>
    public static AttributeValue Of(string value) => new(AttributeKind.String, value);

    /// <summary>A value of a kind that no pooling operator takes, with the name of that kind for messages.</summary>
    public static AttributeValue OfOther(string kind) => new(AttributeKind.Other, kind);

    /// <summary>The integer.</summary>
    public long Int => (long)_value;

    /// <summary>The integers.</summary>
    public long[] Ints => (long[])_value;

    /// <summary>The number.</summary>
    public float Float => (float)_value;

    /// <summary>The text.</summary>
    public string String => (string)_value;

    /// <summary>As a problem line writes it: lists joined by commas, text bare.</summary>
    public override string ToString() => Kind switch
    {
        AttributeKind.Ints => string.Join(',', Ints),
        AttributeKind.Float => Float.ToString("R", CultureInfo.InvariantCulture),
        AttributeKind.Other => $"a value of kind {String}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{_value}"),
    };

    /// <summary>The inverse of <see cref="ToString"/> for a known kind.</summary>
    /// <returns>The value, or null if <paramref name="text"/> is not of that kind.</returns>
    public static AttributeValue? Parse(AttributeKind kind, string text)
    {
        switch (kind)
        {
            case AttributeKind.Int:
                return TryInt(text, out long value) ? Of(value) : null;
            case AttributeKind.Ints:
                if (text.Length == 0) return Of([]);
                string[] parts = text.Split(',');
                var values = new long[parts.Length];
                for (int i = 0; i < parts.Length; i++)
                    if (!TryInt(parts[i], out values[i])) return null;
                return Of(values);
            case AttributeKind.Float:
                return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? Of(number) : null;
            case AttributeKind.String:
                return Of(text);
            default:
                return null;
        }
    }

    static bool TryInt(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
