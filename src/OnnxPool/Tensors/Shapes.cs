using System.Globalization;

namespace OnnxPool;

/// <summary>Arithmetic and text for tensor shapes; a shape is its dimensions in order, none for a scalar.</summary>
public static class Shapes
{
    /// <summary>The number of elements; 1 for a scalar.</summary>
    /// <param name="shape">The dimensions.</param>
    /// <param name="subject">What the shape is, for the message.</param>
    /// <exception cref="InvalidPoolingException">A negative dimension, or a product past 64 bits.</exception>
    public static long ElementCount(ReadOnlySpan<long> shape, string subject = "shape")
    {
        foreach (long d in shape)
            if (d < 0) Throw.Invalid(subject, Format(shape), "dimensions >= 0");
        // A zero anywhere makes the tensor empty, however large the other dimensions are.
        if (shape.Contains(0L)) return 0;
        try
        {
            long n = 1;
            foreach (long d in shape) n = checked(n * d);
            return n;
        }
        catch (OverflowException)
        {
            return Throw.Invalid<long>(subject, Format(shape), "a product of dimensions below 2^63");
        }
    }

    /// <summary>The dimensions joined by x, <c>scalar</c> for none.</summary>
    public static string Format(ReadOnlySpan<long> shape) =>
        shape.Length == 0 ? "scalar" : string.Join('x', shape.ToArray());

    /// <summary>The inverse of <see cref="Format"/>.</summary>
    /// <returns>Whether <paramref name="text"/> is a shape.</returns>
    public static bool TryParse(string text, out long[] shape)
    {
        shape = [];
        if (text == "scalar") return true;
        string[] parts = text.Split('x');
        var dims = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out dims[i])) return false;
        }
        shape = dims;
        return true;
    }
}
