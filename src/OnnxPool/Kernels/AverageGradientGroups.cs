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

    protected override string? Refuses(KernelRequest request)
    {
        PoolGeometry geometry = request.Geometry;
        return geometry.Planes < TV.Count ? "there are fewer planes than lanes"
            : geometry.InputPlane < TV.Count || geometry.OutputPlane < TV.Count ? "planes have fewer elements than a register"
            : geometry.OutputPlane * MostLanes * sizeof(double) > MostBytes || geometry.RowAxis.Input * MostLanes * sizeof(double) > MostBytes ? "planes are large"
            : null;
    }

    /// <summary>Groups of planes.</summary>
    public override int Units(PoolGeometry geometry) => (int)((geometry.Planes + TV.Count - 1) / TV.Count);

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
            _rows = Math.Clamp(StripPositions / _length, 1, _over.Rows);
            _offsets = ArrayPool<int>.Shared.Rent(Math.Max(_under.Scratch, _over.Scratch));
            _strip = new AlignedScratch<T>(((2 * TV.Count) + (_outputRows * _width)) * TV.Count);
            _quotients = new AlignedScratch<double>(_outputs * TV.Count);
            _columns = new AlignedScratch<double>(_width * TV.Count);
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
                for (int row = from; row < to; row++)
                {
                    Down(_over.Of(row, _offsets), ref _quotients.First, ref _columns.First, (nint)_width * TV.Count);
                    Along(_columnsOver, ref _columns.First, ref _parts.Row(row));
                }
                _parts.Part(to, planes, again);
            }
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
                    sum += TD.Load(in quotient);
                    next += TD.Load(in Unsafe.Add(ref quotient, TD.Count));
                }
                TD.Store(sum, ref Unsafe.Add(ref columns, i));
                TD.Store(next, ref Unsafe.Add(ref columns, i + TD.Count));
            }
        }

        static void Along(AxisWindows over, ref double columns, ref T target)
        {
            nint step = (nint)over.Step * TV.Count;
            for (int i = 0; i < over.Positions; i++)
            {
                (int first, int count) = over[i];
                ref double column = ref Unsafe.Add(ref columns, (nint)first * TV.Count);
                TD sum = TD.Create(0), next = sum;
                for (; count > 0; count--)
                {
                    sum += TD.Load(in column);
                    next += TD.Load(in Unsafe.Add(ref column, TD.Count));
                    column = ref Unsafe.Add(ref column, step);
                }
                ref T element = ref Unsafe.Add(ref target, (nint)i * TV.Count);
                TD.Write(sum, ref element);
                TD.Write(next, ref Unsafe.Add(ref element, TD.Count));
            }
        }
    }
}
