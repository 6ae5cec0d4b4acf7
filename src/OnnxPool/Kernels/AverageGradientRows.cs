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
        PoolAxis axis = geometry.RowAxis;
        RowTaps over = geometry.Over, under = geometry.Under;
        var columns = new Columns(axis);
        double[] sums = ArrayPool<double>.Shared.Rent(columns.Length);
        sums.AsSpan(0, columns.Length).Clear();
        int[] offsets = ArrayPool<int>.Shared.Rent(Math.Max(over.Scratch, under.Scratch));
        using var divisors = new AverageDivisors(geometry, rule.IncludePad);
        int width = (int)axis.Output;
        int most = Math.Max(16, MostQuotients / width);
        for (int unit = units.From; unit < units.To;)
        {
            (int plane, int from) = Math.DivRem(unit, over.Rows);
            int to = Math.Min(Math.Min(over.Rows, from + units.To - unit), from + most);
            (int first, int end) = RowsOver(over, from, to, offsets);
            double[] quotients = ArrayPool<double>.Shared.Rent(end - first + TV.Count);
            ReadOnlySpan<T> gradients = dy.Slice((plane * (int)geometry.OutputPlane) + first, end - first);
            Span<T> target = dx.Slice((plane * (int)geometry.InputPlane) + (from * (int)axis.Input), (to - from) * (int)axis.Input);
            for (int row = first / width, at = 0; at < gradients.Length; row++, at += width)
                Divide(gradients.Slice(at, width), divisors.Columns, divisors.Row(row, under.Of(row, offsets).Length), quotients.AsSpan(at));
            for (int row = from; row < to; row++)
            {
                // Safety: offsets are of rows between first and end, after which there is a register's room; sums have room by Columns.
                Down(ref quotients[0], over.Of(row, offsets), first, ref sums[columns.Left], width);
                sums.AsSpan(columns.Left + width, columns.Length - columns.Left - width).Clear();
                Along(axis, columns, geometry.ColumnsOver, sums, target.Slice((row - from) * (int)axis.Input, (int)axis.Input));
            }
            ArrayPool<double>.Shared.Return(quotients);
            unit += to - from;
        }
        ArrayPool<double>.Shared.Return(sums);
        ArrayPool<int>.Shared.Return(offsets);
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

    static void Divide(ReadOnlySpan<T> dy, ReadOnlySpan<double> columns, double row, Span<double> quotients)
    {
        ref T gradient = ref MemoryMarshal.GetReference(dy);
        ref double divisor = ref MemoryMarshal.GetReference(columns);
        int o = 0;
        if (dy.Length >= TV.Count)
        {
            for (; o < dy.Length; o += TV.Count)
            {
                o = Math.Min(o, dy.Length - TV.Count);
                TV quotient = TV.Read(in Unsafe.Add(ref gradient, o)) / (At(ref divisor, o) * TV.Create(row));
                TV.Store(quotient, ref quotients[o]);
            }
        }
        for (; o < dy.Length; o++) quotients[o] = double.CreateTruncating(dy[o]) / (columns[o] * row);
    }

    /// <summary>Adds rows into the row of column sums; its last register may hang over.</summary>
    static void Down(ref double quotients, ReadOnlySpan<int> taps, int origin, ref double sums, int width)
    {
        for (int o = 0; o < width; o += TV.Count)
        {
            TV sum = TV.Create(0);
            foreach (int offset in taps) sum += At(ref quotients, offset - origin + o);
            TV.Store(sum, ref Unsafe.Add(ref sums, o));
        }
    }

    static void Along(PoolAxis axis, Columns columns, AxisWindows over, double[] sums, Span<T> target)
    {
        (int from, int to) = columns.Elements(TV.Count);
        ref T dx = ref MemoryMarshal.GetReference(target);
        if (from < to && axis.Stride == 1)
        {
            // Safety: columns.Left and the zeros behind the row are as many as taps reach past the outputs, plus a register.
            ref double first = ref sums[columns.Left + (int)axis.PadBegin - (int)(axis.Extent - 1)];
            for (int i = 0; i < to; i += TV.Count)
            {
                i = Math.Min(i, to - TV.Count);
                TV.Write(Sum(ref Unsafe.Add(ref first, i), (int)axis.Kernel, (int)axis.Dilation), ref Unsafe.Add(ref dx, i));
            }
        }
        else if (from < to)
        {
            (int even, int odd) = ((int)(axis.Kernel + 1) / 2, (int)axis.Kernel / 2);
            ref double pair = ref sums[columns.Left + ((from + (int)axis.PadBegin) / 2)];
            int pairs = (to - from) / 2;
            for (int p = 0; p < pairs; p += TV.Count)
            {
                p = Math.Min(p, pairs - TV.Count);
                TV first = Sum(ref Unsafe.Add(ref pair, p - even + 1), even, 1), second = Sum(ref Unsafe.Add(ref pair, p - odd + 1), odd, 1);
                ref T element = ref Unsafe.Add(ref dx, from + (2 * p));
                TV.Write(TV.ZipLow(first, second), ref element);
                TV.Write(TV.ZipHigh(first, second), ref Unsafe.Add(ref element, TV.Count));
            }
        }
        for (int i = 0; i < from; i++) target[i] = One(i);
        for (int i = to; i < target.Length; i++) target[i] = One(i);

        T One(int element)
        {
            (int o, int count) = over[element];
            double sum = 0;
            for (; count > 0; count--, o += over.Step) sum += sums[columns.Left + o];
            return T.CreateTruncating(sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Sum(ref double first, int taps, int step)
    {
        TV sum = TV.Create(0);
        for (int j = 0; j < taps; j++) sum += At(ref first, j * step);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV At(ref double x, int i) => TV.Load(in Unsafe.Add(ref x, i));

    /// <summary>The row of column sums with the zeros on either side of it, and which elements registers take from it.</summary>
    readonly struct Columns
    {
        readonly PoolAxis _axis;

        public Columns(PoolAxis axis)
        {
            _axis = axis;
            // Elements reach as many columns back as a window reaches forward; so many at most they also reach past the last one.
            Left = (int)axis.Extent;
            Length = Left + (int)axis.Output + (int)axis.Extent + (2 * TV.Count);
        }

        /// <summary>Zeros before the first column.</summary>
        public int Left { get; }

        /// <summary>Columns and zeros.</summary>
        public int Length { get; }

        /// <summary>The elements that are sums of columns side by side, in whole pairs where the stride is 2; none if they are too few.</summary>
        public (int From, int To) Elements(int lanes)
        {
            if (_axis.Stride == 1) return (0, (int)_axis.Input);
            if (_axis.Stride > 2 || _axis.Dilation > 1) return (0, 0);
            var from = (int)(_axis.PadBegin % 2);
            int to = from + (((int)_axis.Input - from) / 2 * 2);
            return (to - from) / 2 < lanes ? (0, 0) : (from, to);
        }
    }
}
