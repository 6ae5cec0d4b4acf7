using System.Buffers;
using System.Runtime.InteropServices;

namespace OnnxPool.Tests.Operators;

/// <summary>An array of 64-bit integers as floats.</summary>
sealed class FloatView(long[] values) : MemoryManager<float>
{
    public override Span<float> GetSpan() => MemoryMarshal.Cast<long, float>(values.AsSpan());

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
    }
}
