using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>
/// Long windows at a cost that grows with the logarithm of their length: blocks of lengths that are powers of two, each of two of half its length.
/// </summary>
/// <remarks>
/// Order, for what is not exact: a block is its first half and then its second; a window is the blocks of its length's binary digits, the shortest
/// first. What may be combined twice is the maximum of two blocks that overlap.
/// </remarks>
static class Blocks<T, L, TV, TJob>
    where T : unmanaged, INumber<T>
    where L : unmanaged
    where TV : struct, ILanes<TV, L>
    where TJob : struct, ITileJob<T, L, TV>
{
    /// <summary>Elements past the last one that may be read or written.</summary>
    public static int Slack => TV.Count;

    /// <summary>Combines at each position the lanes at <paramref name="kernel"/> positions from it on.</summary>
    /// <param name="lanes">The lanes; overwritten.</param>
    /// <param name="sums">As many; what is combined only once needs them, if <see cref="NeedsSums"/>.</param>
    /// <param name="count">Number of lanes.</param>
    /// <param name="kernel">Length of a window.</param>
    /// <param name="step">Distance of its taps.</param>
    /// <returns>Where the windows are that lie inside: <paramref name="lanes"/> or <paramref name="sums"/>.</returns>
    public static ref L Combine(ref L lanes, ref L sums, int count, int kernel, int step)
    {
        int length = 1;
        int combined = 0;
        while (true)
        {
            if (!TJob.IsIdempotent && (kernel & length) != 0)
            {
                if (kernel < 2 * length && combined == 0) return ref lanes;
                Add(ref lanes, ref sums, combined, count, length, step);
                combined += length;
            }
            if (2 * length > kernel) break;
            Merge(ref lanes, length * step, count - (((2 * length) - 1) * step));
            length *= 2;
        }
        if (!TJob.IsIdempotent) return ref sums;
        if (kernel > length) Merge(ref lanes, (kernel - length) * step, count - ((kernel - 1) * step));
        return ref lanes;
    }

    /// <summary>Whether a window of this length needs a second row of lanes.</summary>
    public static bool NeedsSums(long kernel) => !TJob.IsIdempotent && !long.IsPow2(kernel);

    static void Add(ref L lanes, ref L sums, int combined, int count, int length, int step)
    {
        int width = count - ((combined + length - 1) * step);
        ref L block = ref Unsafe.Add(ref lanes, combined * step);
        for (int i = 0; i < width; i += TV.Count)
        {
            TV value = TV.Load(in Unsafe.Add(ref block, i));
            if (combined > 0) value = TJob.Combine(TV.Load(in Unsafe.Add(ref sums, i)), value);
            TV.Store(value, ref Unsafe.Add(ref sums, i));
        }
    }

    // In place: what is read lies at or behind what is written.
    static void Merge(ref L lanes, int distance, int width)
    {
        ref L second = ref Unsafe.Add(ref lanes, distance);
        for (int i = 0; i < width; i += TV.Count)
        {
            TV value = TJob.Combine(TV.Load(in Unsafe.Add(ref lanes, i)), TV.Load(in Unsafe.Add(ref second, i)));
            TV.Store(value, ref Unsafe.Add(ref lanes, i));
        }
    }
}
