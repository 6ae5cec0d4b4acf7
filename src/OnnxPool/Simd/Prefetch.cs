using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Asks for memory before it is needed: rows are too short for the processor to see far enough by itself.</summary>
static unsafe class Prefetch
{
    // What is read in about the time that memory takes to answer.
    const int Distance = 4096;

    /// <summary>Asks for what lies some way behind <paramref name="source"/>, which may be past the end of a buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ahead<T>(ref readonly T source) where T : unmanaged
    {
        if (Sse.IsSupported) Sse.Prefetch0((byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in source)) + Distance);
    }
}
