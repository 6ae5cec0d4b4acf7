using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Brings memory near before it is read.</summary>
static class Prefetch
{
    /// <summary>Bytes from what is read to what is asked for: measured, half a nearest cache.</summary>
    public const int Ahead = 12 << 10;

    const int LineBytes = 64;

    /// <summary>Asks for the lines of some bytes. They may lie past the end of a buffer: such a wish is not an access.</summary>
    /// <param name="origin">Where to count from.</param>
    /// <param name="offset">Bytes from there.</param>
    /// <param name="bytes">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Lines<T>(ref readonly T origin, nint offset, int bytes) where T : unmanaged
    {
        if (!Sse.IsSupported) return;
        byte* first = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in origin)) + offset;
        for (int i = 0; i < bytes; i += LineBytes) Sse.Prefetch0(first + i);
    }

    /// <summary>Asks for one line.</summary>
    /// <param name="origin">Where to count from.</param>
    /// <param name="offset">Bytes from there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Line<T>(ref readonly T origin, nint offset) where T : unmanaged
    {
        if (Sse.IsSupported) Sse.Prefetch0((byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in origin)) + offset);
    }
}
