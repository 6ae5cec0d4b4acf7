using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>
/// Pools the quotients of gradient and divisor a second time, with the windows turned round: for each input row the output rows over it are
/// added into one row of column sums, then the columns over each element, a register of columns or elements at a time.
/// </summary>
/// <remarks>
/// The row of column sums has zeros on either side, so that along it every element adds as many columns as a window has taps; a zero more makes
/// no difference to a sum that starts from +0. Sums are of double, which no narrower gradient takes out of its range.
/// </remarks>
sealed class AverageGradientRows<T, TV>(int bits) : GradientKernel<T, AverageGradient>("average-gradient-rows", bits)
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, double>
{
    // Quotients that stay in a core's own cache while the rows under them are formed.
    const int MostQuotients = 1 << 15;

    protected override string? Refuses(KernelRequest request)
    {
        PoolAxis axis = request.Geometry.RowAxis;
        return axis.Input < TV.Count ? "rows are shorter than a register"
            : axis.Extent > 2 * (axis.Input + axis.Output) ? "windows reach far past the rows"
            : null;
    }

    /// <summary>Input rows.</summary>
    public override int Units(PoolGeometry geometry) => (int)geometry.Planes * geometry.Over.Rows;

    public override void Run(PoolGeometry geometry, UnitRange units, AverageGradient rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        RowTaps over = geometry.Over, under = geometry.Under;
        var along = new ColumnSums(geometry);
        double[] sums = ArrayPool<double>.Shared.Rent(along.Length);
        sums.AsSpan(0, along.Length).Clear();
        int[] offsets = ArrayPool<int>.Shared.Rent(Math.Max(over.Scratch, under.Scratch));
        double[] quotients = [];
        var divisors = new AverageDivisors<T>(geometry, rule.IncludePad);
        int width = (int)geometry.RowAxis.Output, length = (int)geometry.RowAxis.Input;
        int most = Math.Max(16, MostQuotients / width);
        for (int unit = units.From; unit < units.To;)
        {
            (int plane, int from) = Math.DivRem(unit, over.Rows);
            int to = Math.Min(Math.Min(over.Rows, from + units.To - unit), from + most);
            (int first, int end) = RowsOver(over, from, to, offsets);
            ReadOnlySpan<T> gradients = dy.Slice((plane * (int)geometry.OutputPlane) + first, end - first);
            Span<T> target = dx.Slice((plane * (int)geometry.InputPlane) + (from * length), (to - from) * length);
            Provide(ref quotients, gradients.Length + TV.Count);
            for (int row = first / width, at = 0; at < gradients.Length; row++, at += width)
                Divide(gradients.Slice(at, width), divisors.Of(row, under.Of(row, offsets).Length), quotients.AsSpan(at));
            for (int row = from; row < to; row++)
            {
                // Safety: offsets are of rows between first and end, after which there is a register's room; sums have room by ColumnSums.
                Down(ref quotients[0], over.Of(row, offsets), first, ref sums[along.Left], width);
                along.Run(ref sums[along.Left], target.Slice((row - from) * length, length));
            }
            unit += to - from;
        }
        divisors.Dispose();
        ArrayPool<double>.Shared.Return(quotients);
        ArrayPool<double>.Shared.Return(sums);
        ArrayPool<int>.Shared.Return(offsets);
    }

    static void Provide(ref double[] scratch, int length)
    {
        if (scratch.Length >= length) return;
        ArrayPool<double>.Shared.Return(scratch);
        scratch = ArrayPool<double>.Shared.Rent(length);
    }

    /// <summary>Where the output rows over some input rows begin and end; a row at least.</summary>
    static (int First, int End) RowsOver(RowTaps over, int from, int to, Span<int> scratch)
    {
        (int first, int last) = (int.MaxValue, 0);
        for (int row = from; row < to; row++)
        {
            ReadOnlySpan<int> taps = over.Of(row, scratch);
            if (taps.IsEmpty) continue;
            (first, last) = (Math.Min(first, taps[0]), Math.Max(last, taps[^1]));
        }
        return first == int.MaxValue ? (0, 0) : (first, last + over.RowLength);
    }

    static void Divide(ReadOnlySpan<T> dy, ReadOnlySpan<double> factors, Span<double> quotients)
    {
        ref T gradient = ref MemoryMarshal.GetReference(dy);
        ref double factor = ref MemoryMarshal.GetReference(factors);
        int o = 0;
        if (dy.Length >= TV.Count)
        {
            for (; o < dy.Length; o += TV.Count)
            {
                o = Math.Min(o, dy.Length - TV.Count);
                Prefetch.Line(in Unsafe.Add(ref gradient, o));
                TV quotient = AverageDivisors<T>.Quotient(TV.Read(in Unsafe.Add(ref gradient, o)), At(ref factor, o));
                TV.Store(quotient, ref quotients[o]);
            }
        }
        for (; o < dy.Length; o++) quotients[o] = AverageDivisors<T>.Quotient(double.CreateTruncating(dy[o]), factors[o]);
    }

    /// <summary>Adds rows into the row of column sums. Its last register may hang over: behind the row there are zeros again.</summary>
    static void Down(ref double quotients, ReadOnlySpan<int> taps, int origin, ref double sums, int width)
    {
        TV zero = TV.Create(0);
        for (int o = 0; o < width; o += TV.Count)
        {
            TV sum = zero;
            foreach (int offset in taps) sum += At(ref quotients, offset - origin + o);
            TV.Store(sum, ref Unsafe.Add(ref sums, o));
        }
        TV.Store(zero, ref Unsafe.Add(ref sums, width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV At(ref double x, int i) => TV.Load(in Unsafe.Add(ref x, i));

    /// <summary>Adds along the row of column sums, which has zeros on either side.</summary>
    readonly struct ColumnSums
    {
        readonly AxisWindows _over;
        readonly int _from;
        readonly int _to;
        readonly int _stride;
        readonly int _taps;
        readonly int _step;
        readonly int _start;

        public ColumnSums(PoolGeometry geometry)
        {
            PoolAxis axis = geometry.RowAxis;
            _over = geometry.ColumnsOver;
            (_stride, _taps, _step) = ((int)axis.Stride, (int)axis.Kernel, (int)axis.Dilation);
            // Elements reach as many columns back as a window reaches forward; so many at most they also reach past the last one.
            Left = (int)axis.Extent;
            Length = Left + (int)axis.Output + (int)axis.Extent + (2 * TV.Count);
            if (_stride == 1)
            {
                (_to, _start) = ((int)axis.Input, (int)(axis.PadBegin - (axis.Extent - 1)));
            }
            else if (_stride == 2 && _step == 1)
            {
                // Elements in whole pairs, the first of which is an even number of steps from a window's start.
                _from = (int)(axis.PadBegin % 2);
                int pairs = ((int)axis.Input - _from) / 2;
                _to = pairs < TV.Count ? _from : _from + (2 * pairs);
                _start = (int)(_from + axis.PadBegin) / 2;
            }
        }

        /// <summary>Zeros before the first column.</summary>
        public int Left { get; }

        /// <summary>Columns and zeros.</summary>
        public int Length { get; }

        /// <summary>Forms a row of the gradient.</summary>
        /// <param name="columns">The first column.</param>
        /// <param name="target">The row.</param>
        public void Run(ref double columns, Span<T> target)
        {
            // Safety: the zeros on either side are as many as taps reach past the columns, and a register more.
            if (_from < _to && _stride == 1) Singles(ref columns, ref MemoryMarshal.GetReference(target));
            else if (_from < _to) Pairs(ref columns, ref MemoryMarshal.GetReference(target));
            for (int i = 0; i < _from; i++) target[i] = One(ref columns, i);
            for (int i = _to; i < target.Length; i++) target[i] = One(ref columns, i);
        }

        void Singles(ref double columns, ref T target)
        {
            ref double first = ref Unsafe.Add(ref columns, _start);
            int last = _to - TV.Count;
            for (int i = 0; i < _to; i += TV.Count)
            {
                i = Math.Min(i, last);
                TV.Write(Sum(ref Unsafe.Add(ref first, i), _taps, _step), ref Unsafe.Add(ref target, i));
            }
        }

        void Pairs(ref double columns, ref T target)
        {
            // Every second tap is over the first element of a pair, the others over the second.
            (int evens, int odds) = ((_taps + 1) / 2, _taps / 2);
            ref double first = ref Unsafe.Add(ref columns, _start - evens + 1);
            ref double second = ref Unsafe.Add(ref columns, _start - odds + 1);
            int last = ((_to - _from) / 2) - TV.Count;
            for (int p = 0; p < last + TV.Count; p += TV.Count)
            {
                p = Math.Min(p, last);
                TV even = Sum(ref Unsafe.Add(ref first, p), evens, 1), odd = Sum(ref Unsafe.Add(ref second, p), odds, 1);
                ref T element = ref Unsafe.Add(ref target, _from + (2 * p));
                Prefetch.Line(in element);
                TV.Write(TV.ZipLow(even, odd), ref element);
                TV.Write(TV.ZipHigh(even, odd), ref Unsafe.Add(ref element, TV.Count));
            }
        }

        T One(ref double columns, int element)
        {
            (int o, int count) = _over[element];
            double sum = 0;
            for (; count > 0; count--, o += _over.Step) sum += Unsafe.Add(ref columns, o);
            return T.CreateTruncating(sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TV Sum(ref double first, int taps, int step)
        {
            TV sum = TV.Create(0);
            for (int j = 0; j < taps; j++) sum += At(ref first, j * step);
            return sum;
        }
    }
}
