using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <content>Sums of whole planes with NHWC, from the input to the output at once.</content>
ref partial struct TileWalk<T, L, TV, TJob>
{
    // Of a nearest cache half.
    const int PartsBytes = 16 << 10;

    // Terms of a partial sum that are added before the next one has its turn, so that what is read stays close together.
    const int Turn = 4 * PlaneSum.Parts;

    /// <summary>Lanes of each partial sum of planes that are formed at a time.</summary>
    static int PlaneLanesAtOnce => PartsBytes / PlaneSum.Parts / Unsafe.SizeOf<L>();

    /// <summary>Rows of channels of a whole plane, in the order of <see cref="PlaneSum"/>; none where a row is shorter than a register.</summary>
    /// <returns>Where the next register would begin.</returns>
    readonly int DirectPlane(ref readonly T x, ReadOnlySpan<int> taps, int first, int columns, ref T target, out bool isSpoilt)
    {
        isSpoilt = false;
        if (columns < TV.Count) return 0;
        ref L parts = ref MemoryMarshal.GetArrayDataReference(_sums);
        int abreast = columns < Abreast * TV.Count ? TV.Count : Abreast * TV.Count;
        for (int column = 0; column < columns; column += PlaneLanesAtOnce)
        {
            // The last registers overlap backwards.
            int from = Math.Min(column, columns - abreast), width = Math.Min(PlaneLanesAtOnce, columns - from);
            ref T source = ref Unsafe.Add(ref Unsafe.AsRef(in x), from);
            isSpoilt |= abreast == TV.Count ? Parts1(in source, taps, ref parts, width) : Parts4(in source, taps, ref parts, width);
            int pitch = (width + abreast - 1) / abreast * abreast;
            for (int half = PlaneSum.Parts / 2; half > 0; half /= 2) Halve(ref parts, half * pitch);
            isSpoilt |= WriteSums(in parts, first + from, width, abreast, ref Unsafe.Add(ref target, from));
        }
        return columns;
    }

    /// <summary>Partial sums, a register at a time.</summary>
    static bool Parts1(ref readonly T x, ReadOnlySpan<int> taps, ref L parts, int width)
    {
        TV seen = default;
        int last = width - TV.Count, pitch = Rounded(width), whole = taps.Length - (taps.Length % PlaneSum.Parts);
        for (int turn = 0; turn == 0 || turn < whole; turn += Turn)
        {
            int end = Math.Min(whole, turn + Turn);
            for (int part = 0; part < PlaneSum.Parts; part++)
            {
                ref L sums = ref Unsafe.Add(ref parts, part * pitch);
                for (int i = 0; i < width; i += TV.Count)
                {
                    int column = Math.Min(i, last);
                    TV sum = turn > 0 ? At(in sums, i)
                        : whole + part < taps.Length ? At(in x, taps[whole + part] + column)
                        : TV.Create(TJob.Empty);
                    seen = TJob.See(seen, sum);
                    for (int t = turn + part; t < end; t += PlaneSum.Parts)
                    {
                        TV next = At(in x, taps[t] + column);
                        seen = TJob.See(seen, next);
                        sum = TJob.Combine(sum, next);
                    }
                    TV.Store(sum, ref Unsafe.Add(ref sums, i));
                }
            }
        }
        return TJob.IsSpoilt(seen);
    }

    /// <summary>Partial sums, several registers at a time.</summary>
    static bool Parts4(ref readonly T x, ReadOnlySpan<int> taps, ref L parts, int width)
    {
        TV seen = default;
        int together = Abreast * TV.Count;
        int last = width - together, pitch = (width + together - 1) / together * together, whole = taps.Length - (taps.Length % PlaneSum.Parts);
        for (int turn = 0; turn == 0 || turn < whole; turn += Turn)
        {
            int end = Math.Min(whole, turn + Turn);
            for (int part = 0; part < PlaneSum.Parts; part++)
            {
                for (int i = 0; i < width; i += together)
                {
                    ref L sums = ref Unsafe.Add(ref parts, (part * pitch) + i);
                    ref T source = ref Unsafe.Add(ref Unsafe.AsRef(in x), Math.Min(i, last));
                    var a = TV.Create(TJob.Empty);
                    TV b = a, c = a, d = a;
                    if (turn > 0)
                    {
                        a = At(in sums, 0);
                        b = At(in sums, TV.Count);
                        c = At(in sums, 2 * TV.Count);
                        d = At(in sums, 3 * TV.Count);
                    }
                    else if (whole + part < taps.Length)
                    {
                        ref T at = ref Unsafe.Add(ref source, taps[whole + part]);
                        a = At(in at, 0);
                        b = At(in at, TV.Count);
                        c = At(in at, 2 * TV.Count);
                        d = At(in at, 3 * TV.Count);
                        seen = TJob.See(TJob.See(TJob.See(TJob.See(seen, a), b), c), d);
                    }
                    for (int t = turn + part; t < end; t += PlaneSum.Parts)
                    {
                        ref T at = ref Unsafe.Add(ref source, taps[t]);
                        Prefetch.Line(in at);
                        Prefetch.Line(in Unsafe.Add(ref at, 2 * TV.Count));
                        TV nextA = At(in at, 0), nextB = At(in at, TV.Count), nextC = At(in at, 2 * TV.Count), nextD = At(in at, 3 * TV.Count);
                        seen = TJob.See(TJob.See(TJob.See(TJob.See(seen, nextA), nextB), nextC), nextD);
                        a = TJob.Combine(a, nextA);
                        b = TJob.Combine(b, nextB);
                        c = TJob.Combine(c, nextC);
                        d = TJob.Combine(d, nextD);
                    }
                    TV.Store(a, ref sums);
                    TV.Store(b, ref Unsafe.Add(ref sums, TV.Count));
                    TV.Store(c, ref Unsafe.Add(ref sums, 2 * TV.Count));
                    TV.Store(d, ref Unsafe.Add(ref sums, 3 * TV.Count));
                }
            }
        }
        return TJob.IsSpoilt(seen);
    }

    static void Halve(ref L parts, int half)
    {
        for (int i = 0; i < half; i += TV.Count)
            TV.Store(TJob.Combine(At(in parts, i), At(in parts, i + half)), ref Unsafe.Add(ref parts, i));
    }

    readonly bool WriteSums(ref readonly L sums, int first, int width, int together, ref T target)
    {
        TV seen = default;
        for (int i = 0; i < width; i += together)
        {
            int column = Math.Min(i, width - together);
            for (int j = 0; j < together; j += TV.Count)
                seen = _job.Write(seen, At(in sums, i + j), first + column + j, ref Unsafe.Add(ref target, column + j));
        }
        return TJob.IsSpoilt(seen);
    }

    /// <summary>Rows of channels that are shorter than a register, over copies.</summary>
    readonly bool PlaneEdge(ReadOnlySpan<T> source, ReadOnlySpan<int> taps, ref L target)
    {
        TV seen = default;
        ref L parts = ref MemoryMarshal.GetArrayDataReference(_sums);
        int whole = taps.Length - (taps.Length % PlaneSum.Parts);
        for (int part = 0; part < PlaneSum.Parts; part++)
        {
            TV sum = whole + part < taps.Length ? ReadEdge(source[taps[whole + part]..]) : TV.Create(TJob.Empty);
            seen = TJob.See(seen, sum);
            for (int t = part; t < whole; t += PlaneSum.Parts)
            {
                TV next = ReadEdge(source[taps[t]..]);
                seen = TJob.See(seen, next);
                sum = TJob.Combine(sum, next);
            }
            TV.Store(sum, ref Unsafe.Add(ref parts, part * TV.Count));
        }
        for (int half = PlaneSum.Parts / 2; half > 0; half /= 2) Halve(ref parts, half * TV.Count);
        TV.Store(At(in parts, 0), ref target);
        return TJob.IsSpoilt(seen);
    }
}
