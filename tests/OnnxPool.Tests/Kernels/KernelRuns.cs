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
        DirtyPool<double>(x.Length);
        kernel.Run(geometry, UnitRange.All(kernel, geometry), p, input.Freeze(), output.Span);
        return output.Span.ToArray();
    }

    /// <summary>Runs a kernel over so many ranges of units, the last one first, as if by several threads.</summary>
    public static T[] Gradient<T, TRule>(
        GradientKernel<T, TRule> kernel, PoolGeometry geometry, TRule rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, bool atEnd, int parts)
        where T : unmanaged, INumber<T>
    {
        using var input = new GuardedBuffer<T>(x.Length, atEnd);
        using var gradient = new GuardedBuffer<T>(dy.Length, atEnd);
        using var output = new GuardedBuffer<T>(x.Length, atEnd);
        x.CopyTo(input.Span);
        dy.CopyTo(gradient.Span);
        Bits.Junk(output.Span);
        DirtyPools<T>(x.Length, dy.Length);
        input.Freeze();
        gradient.Freeze();
        foreach (UnitRange part in Parts(kernel.Units(geometry), parts))
            kernel.Run(geometry, part, rule, input.Span, gradient.Span, output.Span);
        return output.Span.ToArray();
    }

    /// <summary>The same for a kernel that is given the winners.</summary>
    public static T[] IndexGradient<T>(
        IndexGradientKernel<T> kernel, PoolGeometry geometry, WinnerForm form, ReadOnlySpan<long> winners, ReadOnlySpan<T> dy, bool atEnd, int parts)
        where T : unmanaged, INumber<T>
    {
        using var positions = new GuardedBuffer<long>(winners.Length, atEnd);
        using var gradient = new GuardedBuffer<T>(dy.Length, atEnd);
        using var output = new GuardedBuffer<T>((int)geometry.InputCount, atEnd);
        winners.CopyTo(positions.Span);
        dy.CopyTo(gradient.Span);
        Bits.Junk(output.Span);
        DirtyPools<T>(output.Span.Length, dy.Length);
        positions.Freeze();
        gradient.Freeze();
        foreach (UnitRange part in Parts(kernel.Units(geometry), parts))
            kernel.Run(geometry, part, form, positions.Span, gradient.Span, output.Span);
        return output.Span.ToArray();
    }

    static IEnumerable<UnitRange> Parts(int units, int parts)
    {
        for (int i = parts; i > 0; i--)
        {
            var part = new UnitRange((i - 1) * units / parts, i * units / parts);
            if (part.From < part.To) yield return part;
        }
    }

    static void DirtyPools<T>(int inputs, int outputs) where T : unmanaged
    {
        foreach (int length in (int[])[inputs, outputs])
        {
            DirtyPool<T>(length);
            DirtyPool<double>(length);
            DirtyPool<long>(length);
            DirtyPool<CompensatedSum>(length);
        }
    }

    static void DirtyPool<TElement>(int length) where TElement : struct
    {
        TElement[] scratch = ArrayPool<TElement>.Shared.Rent(length);
        MemoryMarshal.AsBytes(scratch.AsSpan()).Fill(0x5B);
        ArrayPool<TElement>.Shared.Return(scratch);
    }
}
