using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Rented memory that begins with a line of the cache: a register of 64 bytes that lies over two lines takes two accesses.</summary>
/// <remarks>An array that is moved while it is used may lie anywhere after that. It is slower then, and nothing else.</remarks>
readonly unsafe struct AlignedScratch<T> where T : unmanaged
{
    const int LineBytes = 64;

    readonly T[] _array;
    readonly int _offset;
    readonly int _length;

    /// <summary>Rents memory for some elements, to be given back by <see cref="Return"/>.</summary>
    public AlignedScratch(int length)
    {
        _length = length;
        _array = length == 0 ? [] : ArrayPool<T>.Shared.Rent(length + (LineBytes / sizeof(T)));
        nuint past = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array)) % LineBytes;
        _offset = past == 0 || length == 0 ? 0 : (int)(LineBytes - past) / sizeof(T);
    }

    /// <summary>The first element.</summary>
    public ref T First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _offset);

    /// <summary>All elements.</summary>
    public Span<T> Span => _array.AsSpan(_offset, _length);

    /// <summary>Gives the memory back.</summary>
    public void Return()
    {
        if (_length > 0) ArrayPool<T>.Shared.Return(_array);
    }
}
