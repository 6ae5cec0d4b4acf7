using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool.Tests.Kernels;

/// <summary>
/// Memory that ends (or begins) exactly at a page without access, so that one element too far ends the process.
/// Where the system is not Linux, a pattern round the buffer shows writes, when it is disposed.
/// </summary>
sealed unsafe class GuardedBuffer<T> : IDisposable where T : unmanaged
{
    const byte Canary = 0xA7;

    readonly byte* _base;
    readonly nuint _mapped;
    readonly byte* _start;
    readonly int _length;

    public GuardedBuffer(int length, bool atEnd)
    {
        _length = length;
        nuint bytes = (nuint)length * (nuint)Unsafe.SizeOf<T>();
        var page = (nuint)Environment.SystemPageSize;
        nuint inner = (bytes + page - 1) / page * page;
        _mapped = inner + (2 * page);
        if (OperatingSystem.IsLinux())
        {
            _base = LinuxPages.Map(_mapped);
            LinuxPages.Forbid(_base, page);
            LinuxPages.Forbid(_base + page + inner, page);
        }
        else
        {
            _base = (byte*)NativeMemory.Alloc(_mapped);
            new Span<byte>(_base, (int)_mapped).Fill(Canary);
        }
        _start = _base + page + (atEnd ? inner - bytes : 0);
    }

    public Span<T> Span => new(_start, _length);

    /// <summary>From now on a write ends the process too.</summary>
    public ReadOnlySpan<T> Freeze()
    {
        if (OperatingSystem.IsLinux() && _length > 0)
        {
            var page = (nuint)Environment.SystemPageSize;
            LinuxPages.ReadOnly(_base + page, _mapped - (2 * page));
        }
        return Span;
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            LinuxPages.Unmap(_base, _mapped);
            return;
        }
        bool intact = true;
        byte* end = _start + ((nuint)_length * (nuint)Unsafe.SizeOf<T>());
        for (byte* p = _base; p < _base + _mapped; p++) intact &= (p >= _start && p < end) || *p == Canary;
        NativeMemory.Free(_base);
        Assert.That(intact, "a write outside of the buffer");
    }
}
