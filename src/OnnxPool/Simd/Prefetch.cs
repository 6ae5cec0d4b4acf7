using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Asks for memory before it is needed: rows are too short for the processor to see far enough by itself.</summary>
static unsafe class Prefetch
{
    // Bytes from what is read to what is asked for: measured, a quarter of a nearest cache.
    const int Ahead = 12 << 10;

    const int LineBytes = 64;

    /// <summary>Bytes that it makes sense to ask for at once: about as much as a nearest cache takes.</summary>
    public const int Most = 16 << 10;

    /// <summary>Asks for the line some way behind <paramref name="source"/>, which may be past the end of a buffer: such a wish is not an access.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line<T>(ref readonly T source) where T : unmanaged
    {
        if (Sse.IsSupported) Sse.Prefetch0((byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in source)) + Ahead);
    }

    /// <summary>Asks for the line some elements behind <paramref name="source"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line<T>(ref readonly T source, nint elements) where T : unmanaged
    {
        if (Sse.IsSupported) Sse.Prefetch0((T*)Unsafe.AsPointer(ref Unsafe.AsRef(in source)) + elements);
    }

    /// <summary>Asks in the same way for what lies behind some bytes from <paramref name="source"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines<T>(ref readonly T source, int bytes) where T : unmanaged
    {
        if (!Sse.IsSupported) return;
        byte* first = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in source)) + Ahead;
        for (int i = 0; i < bytes; i += LineBytes) Sse.Prefetch0(first + i);
    }
}
