using System.Runtime.InteropServices;
using System.Text;

namespace OnnxPool.Plugin;

/// <summary>Texts as C has them.</summary>
static unsafe class NativeText
{
    /// <summary>A copy outside of what is collected, for its owner to free; most have none, and it stays.</summary>
    public static byte* Allocate(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        var copy = (byte*)NativeMemory.AllocZeroed((nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(copy, length));
        return copy;
    }

    /// <summary>A text that ends with a zero.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text + "\0");

    /// <summary>The text at a place; empty for none.</summary>
    public static string At(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>The text in a buffer, up to its first zero.</summary>
    public static string In(ReadOnlySpan<byte> buffer) => Encoding.UTF8.GetString(buffer[..(buffer.IndexOf((byte)0) is var end and >= 0 ? end : buffer.Length)]);
}
