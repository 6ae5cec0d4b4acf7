using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>
/// Turns as many planes as a register has lanes, so that what they have at one position stands side by side, and turns results back: a square of
/// positions and planes at a time, so that both are still in the nearest cache when they are used.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
/// <typeparam name="TV">The register.</typeparam>
/// <param name="x">The planes, one behind another.</param>
/// <param name="input">Elements of a plane; at least as many as there are planes.</param>
/// <param name="elements">Room for all first elements, all second ones, and so on.</param>
/// <param name="y">The results of all planes but the first ones.</param>
/// <param name="output">Results of a plane.</param>
/// <param name="results">All first results, all second ones, and so on.</param>
/// <param name="again">How many planes have no place in <paramref name="y"/>.</param>
ref struct PlaneTurn<T, TV>(ReadOnlySpan<T> x, int input, Span<T> elements, Span<T> y, int output, ReadOnlySpan<T> results, int again)
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
{
    readonly ref T _x = ref MemoryMarshal.GetReference(x[..(input * TV.Count)]);
    readonly ref T _elements = ref MemoryMarshal.GetReference(elements[..(input * TV.Count)]);
    readonly ref T _results = ref MemoryMarshal.GetReference(results[..(output * TV.Count)]);
    readonly Span<T> _y = y[..(output * (TV.Count - again))];
    // By squares only where each plane has one, and its own place.
    readonly bool _bySquares = again == 0 && output >= TV.Count;
    int _joined;
    int _parted;

    static int Planes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TV.Count;
    }

    /// <summary>Puts elements side by side, up to before position <paramref name="end"/> or further.</summary>
    public void Join(int end)
    {
        while (_joined < end)
        {
            // The last square ends with the planes.
            int at = Math.Min(_joined, input - Planes);
            Turn(ref Unsafe.Add(ref _x, at), input, ref Unsafe.Add(ref _elements, at * Planes), Planes, ahead: input * Planes);
            _joined = at + Planes;
        }
    }

    /// <summary>Takes results apart, of which all up to before position <paramref name="end"/> are there.</summary>
    public void Part(int end)
    {
        if (!_bySquares)
        {
            for (; _parted < end; _parted++)
                for (int plane = again; plane < Planes; plane++) _y[((plane - again) * output) + _parted] = Unsafe.Add(ref _results, (_parted * Planes) + plane);
            return;
        }
        while (_parted < end)
        {
            int at = Math.Min(_parted, output - Planes);
            if (at + Planes > end) return;
            Turn(ref Unsafe.Add(ref _results, at * Planes), Planes, ref Unsafe.Add(ref MemoryMarshal.GetReference(_y), at), output, ahead: 0);
            _parted = at + Planes;
        }
    }

    /// <summary>Turns a square of as many rows and columns as there are planes, in small squares of 128 bits: wider registers have no fast way across their 128 bits.</summary>
    /// <param name="from">Its first row.</param>
    /// <param name="pitch">Elements from one of its rows to the next.</param>
    /// <param name="to">The first row of the turned square.</param>
    /// <param name="toPitch">Elements from one of these to the next.</param>
    /// <param name="ahead">Elements from what is read to what is asked for; 0 for nothing.</param>
    public static void Turn(ref T from, nint pitch, ref T to, nint toPitch, nint ahead)
    {
        if (typeof(T) == typeof(float) && Planes == 16 && Turn512.IsSupported)
        {
            if (ahead != 0)
                for (nint i = 0; i < Planes; i++) Prefetch.Line(in Unsafe.Add(ref from, i * pitch), ahead);
            Turn512.Square(ref Unsafe.As<T, float>(ref from), pitch, ref Unsafe.As<T, float>(ref to), toPitch);
            return;
        }
        int small = Simd128<T>.Count;
        for (nint row = 0; row < Planes; row += small)
        {
            ref T source = ref Unsafe.Add(ref from, row * pitch);
            ref T target = ref Unsafe.Add(ref to, row);
            if (ahead != 0)
                for (nint i = 0; i < small; i++) Prefetch.Line(in Unsafe.Add(ref source, i * pitch), ahead);
            for (nint column = 0; column < Planes; column += small)
            {
                if (small == 4) Four(ref Unsafe.Add(ref source, column), pitch, ref Unsafe.Add(ref target, column * toPitch), toPitch);
                else Two(ref Unsafe.Add(ref source, column), pitch, ref Unsafe.Add(ref target, column * toPitch), toPitch);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Two(ref T from, nint pitch, ref T to, nint toPitch)
    {
        Simd128<T> a = Simd128<T>.Load(in from), b = Simd128<T>.Load(in Unsafe.Add(ref from, pitch));
        Simd128<T>.Store(Simd128<T>.ZipLow(a, b), ref to);
        Simd128<T>.Store(Simd128<T>.ZipHigh(a, b), ref Unsafe.Add(ref to, toPitch));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Four(ref T from, nint pitch, ref T to, nint toPitch)
    {
        Simd128<T> a = Simd128<T>.Load(in from), b = Simd128<T>.Load(in Unsafe.Add(ref from, pitch));
        Simd128<T> c = Simd128<T>.Load(in Unsafe.Add(ref from, 2 * pitch)), d = Simd128<T>.Load(in Unsafe.Add(ref from, 3 * pitch));
        Simd128<T> low = Simd128<T>.ZipLow(a, c), high = Simd128<T>.ZipHigh(a, c);
        Simd128<T> otherLow = Simd128<T>.ZipLow(b, d), otherHigh = Simd128<T>.ZipHigh(b, d);
        Simd128<T>.Store(Simd128<T>.ZipLow(low, otherLow), ref to);
        Simd128<T>.Store(Simd128<T>.ZipHigh(low, otherLow), ref Unsafe.Add(ref to, toPitch));
        Simd128<T>.Store(Simd128<T>.ZipLow(high, otherHigh), ref Unsafe.Add(ref to, 2 * toPitch));
        Simd128<T>.Store(Simd128<T>.ZipHigh(high, otherHigh), ref Unsafe.Add(ref to, 3 * toPitch));
    }
}
