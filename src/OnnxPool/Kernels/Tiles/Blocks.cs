using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>
/// Long windows at a cost that grows with the logarithm of their length: blocks of lengths that are powers of four, each made of four of a quarter
/// of its length.
/// </summary>
/// <remarks>
/// Order, for what is not exact: four blocks one after another are a longer one; a window is blocks of the lengths that the digits of its length to
/// base four count, the shortest first. What may be combined twice takes the longest blocks only, of which the last two overlap.
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
    /// <param name="sums">As many; what must not be combined twice needs them.</param>
    /// <param name="count">Number of lanes.</param>
    /// <param name="kernel">Length of a window.</param>
    /// <param name="step">Distance of its taps.</param>
    /// <returns>Where the windows are that lie inside: <paramref name="lanes"/> or <paramref name="sums"/>.</returns>
    public static ref L Combine(ref L lanes, ref L sums, int count, int kernel, int step)
    {
        int done = 0;
        int length = 1;
        for (; kernel / length >= BlockOrder.Base; length *= BlockOrder.Base)
        {
            if (!TJob.IsIdempotent)
            {
                int digit = BlockOrder.Digit(kernel, length);
                Append(ref lanes, ref sums, done, digit, length * step, count - ((done + (digit * length) - 1) * step), done * step);
                done += digit * length;
            }
            Merge(ref lanes, length * step, 2 * length * step, 3 * length * step, count - (((BlockOrder.Base * length) - 1) * step));
        }
        if (!TJob.IsIdempotent)
        {
            Append(ref lanes, ref sums, done, kernel / length, length * step, count - ((kernel - 1) * step), done * step);
            return ref sums;
        }
        // One to three blocks side by side, and one that ends with the window.
        int last = (kernel - length) * step;
        Merge(ref lanes, Math.Min(length * step, last), Math.Min(2 * length * step, last), last, count - ((kernel - 1) * step));
        return ref lanes;
    }

    static void Append(ref L lanes, ref L sums, int done, int blocks, int distance, int width, int from)
    {
        if (blocks == 0) return;
        ref L first = ref Unsafe.Add(ref lanes, from);
        ref L second = ref Unsafe.Add(ref first, distance);
        ref L third = ref Unsafe.Add(ref second, distance);
        for (int i = 0; i < width; i += TV.Count)
        {
            TV value = TV.Load(in Unsafe.Add(ref first, i));
            if (done > 0) value = TJob.Combine(TV.Load(in Unsafe.Add(ref sums, i)), value);
            if (blocks > 1) value = TJob.Combine(value, TV.Load(in Unsafe.Add(ref second, i)));
            if (blocks > 2) value = TJob.Combine(value, TV.Load(in Unsafe.Add(ref third, i)));
            TV.Store(value, ref Unsafe.Add(ref sums, i));
        }
    }

    // In place: what is read lies at or behind what is written.
    static void Merge(ref L lanes, int second, int third, int fourth, int width)
    {
        for (int i = 0; i < width; i += TV.Count)
        {
            ref L at = ref Unsafe.Add(ref lanes, i);
            TV value = TJob.Combine(TV.Load(in at), TV.Load(in Unsafe.Add(ref at, second)));
            value = TJob.Combine(value, TV.Load(in Unsafe.Add(ref at, third)));
            TV.Store(TJob.Combine(value, TV.Load(in Unsafe.Add(ref at, fourth))), ref at);
        }
    }
}
