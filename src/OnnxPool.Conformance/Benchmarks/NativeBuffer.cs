using System.Runtime.InteropServices;

namespace OnnxPool.Conformance;

/// <summary>Memory that does not move, aligned as ONNX Runtime aligns its own, with every page there.</summary>
sealed unsafe class NativeBuffer : IDisposable
{
    const int Alignment = 64;

    void* _start;

    /// <summary>Zeros.</summary>
    public NativeBuffer(int length)
    {
        Length = length;
        _start = NativeMemory.AlignedAlloc((nuint)Math.Max(1, length), Alignment);
        Span<byte>().Clear();
    }

    /// <summary>A copy of a tensor's elements.</summary>
    public NativeBuffer(Tensor tensor) : this(tensor.Bytes.Length) => tensor.Bytes.CopyTo(Span<byte>());

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>The elements.</summary>
    public Span<T> Span<T>() where T : unmanaged => new(_start, Length / sizeof(T));

    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
