using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Elements as double, times a power of two: the terms of sums.</summary>
static class Terms<T, TV>
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, double>
{
    /// <summary>Forms a term of each element.</summary>
    /// <returns>The part of <paramref name="scratch"/> that they are in.</returns>
    public static ReadOnlySpan<double> Of(ReadOnlySpan<T> elements, double scale, Span<double> scratch)
    {
        Span<double> terms = scratch[..elements.Length];
        ref T element = ref MemoryMarshal.GetReference(elements);
        ref double term = ref MemoryMarshal.GetReference(terms);
        TV factor = TV.Create(scale);
        int i = 0;
        for (; i <= terms.Length - TV.Count; i += TV.Count)
        {
            ref T source = ref Unsafe.Add(ref element, i);
            Prefetch.Line(in source);
            TV.Store(TV.Read(in source) * factor, ref Unsafe.Add(ref term, i));
        }
        for (; i < terms.Length; i++) terms[i] = double.CreateTruncating(elements[i]) * scale;
        return terms;
    }
}
