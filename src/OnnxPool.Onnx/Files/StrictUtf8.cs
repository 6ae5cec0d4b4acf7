using System.Text;
using Google.Protobuf;

namespace OnnxPool.Onnx;

/// <summary>UTF-8 that reports what it cannot convert, where the usual one puts a replacement character.</summary>
static class StrictUtf8
{
    static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, or null if the bytes are not UTF-8.</summary>
    public static string? Decode(ByteString bytes)
    {
        try
        {
            return s_encoding.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The bytes, or null if the text holds half of a surrogate pair.</summary>
    public static ByteString? Encode(string text)
    {
        try
        {
            return ByteString.CopyFrom(s_encoding.GetBytes(text));
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }
}
