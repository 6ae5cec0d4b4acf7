namespace OnnxPool.Onnx;

/// <summary>Which version of the file format came with which version of ONNX's operators.</summary>
public static class IrVersions
{
    /// <summary>The first version in which an initializer need not be a graph input as well.</summary>
    public const long FreeInitializers = 4;

    /// <summary>The version of the format that ONNX itself writes for models of <paramref name="opset"/>, so that readers of that time accept them.</summary>
    /// <exception cref="InvalidPoolingException">An operator set below 1.</exception>
    public static long For(long opset) => opset switch
    {
        < 1 => throw new InvalidPoolingException("opset", $"{opset}", "1 or more"),
        <= 8 => 3,
        9 => 4,
        10 => 5,
        11 => 6,
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        <= 22 => 10,
        23 => 11,
        24 => 12,
        _ => 13,
    };
}
