using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool.Tests.Kernels;

/// <summary>Runs single kernels between guard pages, over outputs and pooled arrays full of junk.</summary>
static class KernelRuns
{
    public static (T[] Y, long[] Winners) Max<T>(MaxKernel<T> kernel, PoolGeometry geometry, ReadOnlySpan<T> x, bool winners, bool atEnd)
        where T : unmanaged, INumber<T>
    {
        using var input = new GuardedBuffer<T>(x.Length, atEnd);
        using var output = new GuardedBuffer<T>((int)geometry.OutputCount, atEnd);
        using var positions = new GuardedBuffer<long>(winners ? (int)geometry.OutputCount : 0, atEnd);
        x.CopyTo(input.Span);
        Bits.Junk(output.Span);
        Bits.Junk(positions.Span);
        DirtyPool<T>(x.Length);
        kernel.Run(geometry, UnitRange.All(kernel, geometry), input.Freeze(), output.Span, positions.Span);
        return (output.Span.ToArray(), positions.Span.ToArray());
    }

    public static T[] Average<T, TSum>(AverageKernel<T, TSum> kernel, PoolGeometry geometry, bool includePad, ReadOnlySpan<T> x, bool atEnd)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        using var input = new GuardedBuffer<T>(x.Length, atEnd);
        using var output = new GuardedBuffer<T>((int)geometry.OutputCount, atEnd);
        x.CopyTo(input.Span);
        Bits.Junk(output.Span);
        DirtyPool<T>(x.Length);
        DirtyPool<TSum>(x.Length);
        kernel.Run(geometry, UnitRange.All(kernel, geometry), includePad, input.Freeze(), output.Span);
        return output.Span.ToArray();
    }

    public static T[] Lp<T>(LpKernel<T> kernel, PoolGeometry geometry, double p, ReadOnlySpan<T> x, bool atEnd)
        where T : unmanaged, INumber<T>
    {
        using var input = new GuardedBuffer<T>(x.Length, atEnd);
        using var output = new GuardedBuffer<T>((int)geometry.OutputCount, atEnd);
        x.CopyTo(input.Span);
        Bits.Junk(output.Span);
        DirtyPool<T>(x.Length);
        kernel.Run(geometry, UnitRange.All(kernel, geometry), p, input.Freeze(), output.Span);
        return output.Span.ToArray();
    }

    static void DirtyPool<TElement>(int length) where TElement : struct
    {
        TElement[] scratch = ArrayPool<TElement>.Shared.Rent(length);
        MemoryMarshal.AsBytes(scratch.AsSpan()).Fill(0x5B);
        ArrayPool<TElement>.Shared.Return(scratch);
    }
}
