namespace OnnxPool;

/// <summary>The attributes that all operators with windows have had from their first version.</summary>
static class WindowAttributes
{
    public static readonly AttributeSpec[] First =
    [
        new("auto_pad", AttributeKind.String), new("kernel_shape", AttributeKind.Ints),
        new("pads", AttributeKind.Ints), new("strides", AttributeKind.Ints),
    ];
}
