namespace OnnxPool.Tests.Geometry;

/// <summary>From the oracle's attributes to ours.</summary>
static class Windows
{
    public static PoolAttributes Attributes(Reference.WindowAttributes a) => new()
    {
        KernelShape = a.KernelShape,
        Strides = a.Strides,
        Dilations = a.Dilations,
        Pads = a.Pads,
        AutoPad = a.AutoPad,
        CeilMode = a.CeilMode ? 1 : 0,
        CountIncludePad = a.CountIncludePad ? 1 : 0,
        StorageOrder = a.StorageOrder,
    };

    public static PoolGeometry Resolve(long[] shape, Reference.WindowAttributes attributes) =>
        PoolGeometry.Resolve(shape, Attributes(attributes));
}
