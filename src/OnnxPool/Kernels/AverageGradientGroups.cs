using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>
/// Planes side by side, as many as a register has lanes: their quotients of gradient and divisor, then for each input row the output rows over it
/// added into one row of column sums, then the columns over each element.
/// </summary>
/// <typeparam name="T">Element.</typeparam>
/// <typeparam name="TV">Register of elements.</typeparam>
/// <typeparam name="TD">Register of double.</typeparam>
sealed class AverageGradientGroups<T, TV, TD>(int bits) : GradientKernel<T, AverageGradient>("average-gradient-groups", bits)
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
    where TD : struct, ISimd<TD, double>
{
    // Of a second cache of 512 KB or more.
    const long MostBytes = 448 << 10;

    // The widest register's, so that no other one takes what is too large for that.
    const int MostLanes = 16;

    // Positions that are turned at a time, so that little of a square is turned twice.
    const int StripPositions = 64;

    // Where fewer outputs are over an element, as many are added one by one as four elements share.
    const int FewestTaps = 9;

    // Windows that share no element are written row by row faster, once rows are longer.
    const int MostDisjoint = 40;

    protected override string? Refuses(KernelRequest request)
    {
        PoolGeometry geometry = request.Geometry;
        return geometry.Planes < TV.Count ? "there are fewer planes than lanes"
            : !geometry.HasOverlap && geometry.RowAxis.Input > MostDisjoint ? "windows share no element, and rows are long"
            : geometry.InputPlane < TV.Count || geometry.OutputPlane < TV.Count ? "planes have fewer elements than a register"
            : geometry.OutputPlane * MostLanes * sizeof(double) > MostBytes || geometry.RowAxis.Input * MostLanes * sizeof(double) > MostBytes ? "planes are large"
            : null;
    }

    /// <summary>Groups of planes.</summary>
    public override int Units(PoolGeometry geometry) => GroupPlan.Units(geometry, TV.Count);

    public override void Run(PoolGeometry geometry, UnitRange units, AverageGradient rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        var work = new Work(geometry, rule.IncludePad);
        for (int unit = units.From; unit < units.To; unit++)
        {
            // The last group has planes before it again, whose gradients are another's to write.
            int first = Math.Min(unit * TV.Count, (int)geometry.Planes - TV.Count), again = (unit * TV.Count) - first;
            work.Divide(dy.Slice(first * (int)geometry.OutputPlane, TV.Count * (int)geometry.OutputPlane));
            work.Form(dx.Slice(first * (int)geometry.InputPlane, TV.Count * (int)geometry.InputPlane), again);
        }
        work.Dispose();
    }

    ref struct Work
    {
        readonly RowTaps _under;
        readonly RowTaps _over;
        readonly AxisWindows _columnsOver;
        readonly int _outputs;
        readonly int _width;
        readonly int _length;
        readonly int _outputRows;
        readonly int _rows;
        readonly bool _fourDown;
        readonly bool _fourAlong;
        readonly int[] _offsets;
        readonly AlignedScratch<T> _strip;
        readonly AlignedScratch<double> _quotients;
        readonly AlignedScratch<double> _columns;
        AverageDivisors<T> _divisors;
        GroupParts<T, TV> _parts;

        public Work(PoolGeometry geometry, bool includePad)
        {
            (_under, _over, _columnsOver) = (geometry.Under, geometry.Over, geometry.ColumnsOver);
            (_outputs, _width, _length) = ((int)geometry.OutputPlane, (int)geometry.RowAxis.Output, (int)geometry.RowAxis.Input);
            _outputRows = Math.Clamp(StripPositions / _width, 1, _under.Rows);
            _fourDown = geometry.KernelAxes is [{ Kernel: >= FewestTaps }, _];
            _fourAlong = geometry.RowAxis.Kernel >= FewestTaps && _columnsOver.Step == 1;
            _rows = Math.Clamp(StripPositions / _length, _fourDown ? Math.Min(FourRanges.Count, _over.Rows) : 1, _over.Rows);
            _offsets = ArrayPool<int>.Shared.Rent(Math.Max(_under.Scratch, _over.Scratch));
            _strip = new AlignedScratch<T>(((2 * TV.Count) + (_outputRows * _width)) * TV.Count);
            _quotients = new AlignedScratch<double>(_outputs * TV.Count);
            _columns = new AlignedScratch<double>(FourRanges.Count * _width * TV.Count);
            _divisors = new AverageDivisors<T>(geometry, includePad);
            _parts = new GroupParts<T, TV>((int)geometry.InputPlane, _length, _rows);
        }

        public readonly void Dispose()
        {
            ArrayPool<int>.Shared.Return(_offsets);
            _strip.Return();
            _quotients.Return();
            _columns.Return();
            _divisors.Dispose();
            _parts.Return();
        }

        /// <summary>Forms the quotients.</summary>
        public void Divide(ReadOnlySpan<T> dy)
        {
            ref T strip = ref Unsafe.Add(ref _strip.First, TV.Count * TV.Count);
            for (int from = 0; from < _under.Rows; from += _outputRows)
            {
                int to = Math.Min(_under.Rows, from + _outputRows);
                GroupRing.Join<T, TV>(ref MemoryMarshal.GetReference(dy), _outputs, from * _width, to * _width, ref strip);
                for (int row = from; row < to; row++)
                {
                    Divide(
                        ref Unsafe.Add(ref strip, (row - from) * _width * TV.Count), _divisors.Of(row, _under.Of(row, _offsets).Length),
                        ref Unsafe.Add(ref _quotients.First, row * _width * TV.Count));
                }
            }
        }

        static void Divide(ref T gradients, ReadOnlySpan<double> factors, ref double quotients)
        {
            for (int o = 0; o < factors.Length; o++)
            {
                TD factor = TD.Create(factors[o]);
                for (nint i = (nint)o * TV.Count; i < (nint)(o + 1) * TV.Count; i += TD.Count)
                    TD.Store(AverageDivisors<T>.Quotient(TD.Read(in Unsafe.Add(ref gradients, i)), factor), ref Unsafe.Add(ref quotients, i));
            }
        }

        /// <summary>Forms the planes of the gradient.</summary>
        public void Form(Span<T> planes, int again)
        {
            _parts.Begin();
            for (int from = 0; from < _over.Rows; from += _rows)
            {
                int to = Math.Min(_over.Rows, from + _rows);
                for (int row = from; row < to;)
                {
                    int rows = Down(row, to);
                    for (int i = 0; i < rows; i++, row++) Along(ref Unsafe.Add(ref _columns.First, i * _width * TV.Count), ref _parts.Row(row));
                }
                _parts.Part(to, planes, again);
            }
        }

        /// <summary>Forms the column sums of an input row, or of four.</summary>
        /// <returns>Of how many.</returns>
        readonly int Down(int row, int end)
        {
            nint count = (nint)_width * TV.Count;
            if (_fourDown && row + FourRanges.Count <= end && TryFour(row, out FourRanges ranges))
            {
                Four(ref _quotients.First, count, ranges, ref _columns.First, count, count);
                return FourRanges.Count;
            }
            Down(_over.Of(row, _offsets), ref _quotients.First, ref _columns.First, count);
            return 1;
        }

        readonly bool TryFour(int row, out FourRanges ranges)
        {
            ranges = default;
            for (int i = 0; i < FourRanges.Count; i++)
            {
                ReadOnlySpan<int> taps = _over.Of(row + i, _offsets);
                if (taps.IsEmpty || taps[^1] - taps[0] != (taps.Length - 1) * _width) return false;
                ranges.Set(i, taps[0] / _width, taps.Length);
            }
            return ranges.ShareMost;
        }

        static void Down(ReadOnlySpan<int> taps, ref double quotients, ref double columns, nint count)
        {
            // As many lanes as there are planes are two registers of double.
            for (nint i = 0; i < count; i += 2 * TD.Count)
            {
                TD sum = TD.Create(0), next = sum;
                foreach (int offset in taps)
                {
                    ref double quotient = ref Unsafe.Add(ref quotients, ((nint)offset * TV.Count) + i);
                    Plus(ref sum, ref next, ref quotient);
                }
                TD.Store(sum, ref Unsafe.Add(ref columns, i));
                TD.Store(next, ref Unsafe.Add(ref columns, i + TD.Count));
            }
        }

        readonly void Along(ref double columns, ref T target)
        {
            int length = _columnsOver.Positions, i = 0;
            if (_fourAlong)
            {
                for (; i + FourRanges.Count <= length; i += FourRanges.Count)
                {
                    ref T element = ref Unsafe.Add(ref target, (nint)i * TV.Count);
                    FourRanges ranges = default;
                    for (int k = 0; k < FourRanges.Count; k++) ranges.Set(k, _columnsOver[i + k].First, _columnsOver[i + k].Count);
                    if (ranges.ShareMost) Four(ref columns, TV.Count, ranges, ref element, TV.Count, TV.Count);
                    else Along(_columnsOver, i, i + FourRanges.Count, ref columns, ref target);
                }
            }
            Along(_columnsOver, i, length, ref columns, ref target);
        }

        static void Along(AxisWindows over, int from, int to, ref double columns, ref T target)
        {
            nint step = (nint)over.Step * TV.Count;
            for (int i = from; i < to; i++)
            {
                (int first, int count) = over[i];
                ref double column = ref Unsafe.Add(ref columns, (nint)first * TV.Count);
                TD sum = TD.Create(0), next = sum;
                for (; count > 0; count--)
                {
                    Plus(ref sum, ref next, ref column);
                    column = ref Unsafe.Add(ref column, step);
                }
                Write(sum, next, ref Unsafe.Add(ref target, (nint)i * TV.Count));
            }
        }

        /// <summary>Adds over four ranges at once, which saves reading what they share.</summary>
        /// <param name="source">What is at position 0.</param>
        /// <param name="step">Lanes from one position to the next.</param>
        /// <param name="ranges">The ranges.</param>
        /// <param name="target">Receives the sums over the first range.</param>
        /// <param name="pitch">Lanes from there to those over the next one.</param>
        /// <param name="count">Lanes of a position.</param>
        static void Four<TTarget>(ref double source, nint step, in FourRanges ranges, ref TTarget target, nint pitch, nint count)
            where TTarget : unmanaged, INumber<TTarget>
        {
            (nint firstA, nint firstB, nint firstC, nint firstD) = (ranges.FirstA * step, ranges.FirstB * step, ranges.FirstC * step, ranges.FirstD * step);
            (nint endA, nint endB, nint endC, nint endD) = (ranges.EndA * step, ranges.EndB * step, ranges.EndC * step, ranges.EndD * step);
            for (nint i = 0; i < count; i += 2 * TD.Count)
            {
                ref double at = ref Unsafe.Add(ref source, i);
                TD a = TD.Create(0), b = a, c = a, d = a, nextA = a, nextB = a, nextC = a, nextD = a;
                for (nint o = firstA; o < firstD; o += step) Plus(ref a, ref nextA, ref Unsafe.Add(ref at, o));
                for (nint o = firstB; o < firstD; o += step) Plus(ref b, ref nextB, ref Unsafe.Add(ref at, o));
                for (nint o = firstC; o < firstD; o += step) Plus(ref c, ref nextC, ref Unsafe.Add(ref at, o));
                for (nint o = firstD; o < endA; o += step)
                {
                    TD value = TD.Load(in Unsafe.Add(ref at, o)), next = TD.Load(in Unsafe.Add(ref at, o + TD.Count));
                    a += value;
                    b += value;
                    c += value;
                    d += value;
                    nextA += next;
                    nextB += next;
                    nextC += next;
                    nextD += next;
                }
                for (nint o = endA; o < endB; o += step) Plus(ref b, ref nextB, ref Unsafe.Add(ref at, o));
                for (nint o = endA; o < endC; o += step) Plus(ref c, ref nextC, ref Unsafe.Add(ref at, o));
                for (nint o = endA; o < endD; o += step) Plus(ref d, ref nextD, ref Unsafe.Add(ref at, o));
                ref TTarget to = ref Unsafe.Add(ref target, i);
                Write(a, nextA, ref to);
                Write(b, nextB, ref Unsafe.Add(ref to, pitch));
                Write(c, nextC, ref Unsafe.Add(ref to, 2 * pitch));
                Write(d, nextD, ref Unsafe.Add(ref to, 3 * pitch));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Plus(ref TD sum, ref TD next, ref double source)
        {
            sum += TD.Load(in source);
            next += TD.Load(in Unsafe.Add(ref source, TD.Count));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Write<TTarget>(TD sum, TD next, ref TTarget target) where TTarget : unmanaged, INumber<TTarget>
        {
            TD.Write(sum, ref target);
            TD.Write(next, ref Unsafe.Add(ref target, TD.Count));
        }
    }
}
