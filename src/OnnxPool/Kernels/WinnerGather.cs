using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>
/// Collects for each element, a register of neighbours at a time, what came for the windows that it won: of each output over it the gradient, where
/// the winner's position is the element's own.
/// </summary>
/// <remarks>
/// Positions and gradients of some output rows lie in rows with room on either side, whose positions are no element's. So along them every element
/// asks as many outputs as there are taps, in row-major order; that a zero is not added makes no difference to a sum that starts from +0. Positions
/// are doubles, so that one register has them and the sums.
/// </remarks>
/// <typeparam name="T">Element, whose sums leave no range of double.</typeparam>
/// <typeparam name="TV">Register of double.</typeparam>
ref struct WinnerGather<T, TV>
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, double>
{
    // Outputs whose positions and gradients stay in a core's nearest cache.
    const int Near = 1 << 10;

    const double Nowhere = -1;

    readonly PoolGeometry _geometry;
    readonly RowTaps _over;
    readonly int _width;
    readonly int _length;
    readonly int _groups;
    readonly int _left;
    readonly int _pitch;
    readonly int _firsts;
    readonly int[] _columns;
    readonly int[] _outputs;
    readonly int[] _offsets;
    readonly T[] _edge;
    double[] _places;
    double[] _terms;
    int _first;

    public WinnerGather(PoolGeometry geometry)
    {
        PoolAxis axis = geometry.RowAxis;
        (_geometry, _over, _width, _length) = (geometry, geometry.Over, (int)axis.Output, (int)axis.Input);
        int stride = (int)axis.Stride, kernel = (int)axis.Kernel;
        _groups = RoundUp((_length + stride - 1) / stride);
        _columns = ArrayPool<int>.Shared.Rent(kernel);
        (int least, int most, int count) = (0, 0, 0);
        for (int phase = 0; phase < stride; phase++)
        {
            for (int tap = kernel - 1; tap >= 0; tap--)
            {
                (int output, int rest) = Math.DivRem((int)(phase + axis.PadBegin - (tap * axis.Dilation)), stride);
                if (rest != 0) continue;
                _columns[count++] = output;
                (least, most) = (Math.Min(least, output), Math.Max(most, output));
            }
            if (phase == 0) _firsts = count;
        }
        _left = -least;
        _pitch = _left + Math.Max(_groups + most, RoundUp(_width) + TV.Count);
        _outputs = ArrayPool<int>.Shared.Rent(_over.MaxTaps * kernel);
        _offsets = ArrayPool<int>.Shared.Rent(Math.Max(_over.Scratch, geometry.Under.Scratch));
        _edge = ArrayPool<T>.Shared.Rent(_groups * stride);
        (_places, _terms) = ([], []);
    }

    /// <summary>Why the windows of a geometry are not for this; null if they are.</summary>
    public static string? WhyNot(PoolGeometry geometry)
    {
        PoolAxis axis = geometry.RowAxis;
        return axis.Stride > 2 ? "windows are more than two columns apart"
            : axis.Extent > 2 * (axis.Input + axis.Output) ? "windows reach far past the rows"
            : null;
    }

    /// <summary>Input rows at a time: many more than share an output row.</summary>
    public static int Rows(PoolGeometry geometry)
    {
        long shared = geometry.KernelAxes.Length == 1 ? 1 : geometry.KernelAxes[0].Extent * (geometry.Over.Rows / geometry.KernelAxes[0].Input);
        return (int)Math.Min(Math.Max(Near / geometry.RowAxis.Input, 4 * shared), geometry.Over.Rows);
    }

    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_columns);
        ArrayPool<int>.Shared.Return(_outputs);
        ArrayPool<int>.Shared.Return(_offsets);
        ArrayPool<T>.Shared.Return(_edge);
        ArrayPool<double>.Shared.Return(_places);
        ArrayPool<double>.Shared.Return(_terms);
    }

    /// <summary>Makes room for the output rows over some input rows.</summary>
    /// <returns>The first of them, and where they end.</returns>
    public (int First, int End) Open(int from, int to)
    {
        (int first, int last) = (int.MaxValue, 0);
        for (int row = from; row < to; row++)
        {
            ReadOnlySpan<int> taps = _over.Of(row, _offsets);
            if (taps.IsEmpty) continue;
            (first, last) = (Math.Min(first, taps[0]), Math.Max(last, taps[^1] + _width));
        }
        if (last == 0) return (0, 0);
        _first = first;
        int length = (last - first) / _width * _pitch;
        if (_places.Length < length)
        {
            ArrayPool<double>.Shared.Return(_places);
            ArrayPool<double>.Shared.Return(_terms);
            _places = ArrayPool<double>.Shared.Rent(length);
            _terms = ArrayPool<double>.Shared.Rent(length);
            Array.Fill(_places, Nowhere);
        }
        return (first / _width, last / _width);
    }

    /// <summary>Receives an output row.</summary>
    /// <param name="row">Which; one of those that there is room for.</param>
    /// <param name="positions">Positions of its winners in the plane and of what follows; below 0 for an empty window.</param>
    /// <param name="start">What they count from.</param>
    /// <param name="dy">The gradients of its outputs and of what follows.</param>
    public readonly void Take<TPosition>(int row, ReadOnlySpan<TPosition> positions, double start, ReadOnlySpan<T> dy)
        where TPosition : unmanaged, INumber<TPosition>
    {
        int at = ((row - (_first / _width)) * _pitch) + _left;
        int rounded = RoundUp(_width);
        ref double places = ref _places[at], terms = ref _terms[at];
        // Safety: a row has room for whole registers, and positions and gradients are read as far as there are any.
        int done = Math.Min(positions.Length, dy.Length) < rounded ? _width / TV.Count * TV.Count : rounded;
        Copy(ref MemoryMarshal.GetReference(positions), start, ref MemoryMarshal.GetReference(dy), ref places, ref terms, done);
        for (int o = done; o < _width; o++)
        {
            Unsafe.Add(ref places, o) = double.CreateTruncating(positions[o]) - start;
            Unsafe.Add(ref terms, o) = double.CreateTruncating(dy[o]);
        }
        TV.Store(TV.Create(Nowhere), ref Unsafe.Add(ref places, _width));
    }

    /// <summary>The positions of an output row that it has received, and of what follows.</summary>
    public readonly ref double Places(int row) => ref _places[((row - (_first / _width)) * _pitch) + _left];

    static void Copy<TPosition>(ref TPosition positions, double start, ref T dy, ref double places, ref double terms, int count)
        where TPosition : unmanaged, INumber<TPosition>
    {
        TV origin = TV.Create(start);
        for (int o = 0; o < count; o += TV.Count)
        {
            Prefetch.Line(in Unsafe.Add(ref dy, o));
            TV.Store(TV.Read(in Unsafe.Add(ref positions, o)) - origin, ref Unsafe.Add(ref places, o));
            TV.Store(TV.Read(in Unsafe.Add(ref dy, o)), ref Unsafe.Add(ref terms, o));
        }
    }

    /// <summary>Forms input rows whose output rows it has received.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="to">Where they end.</param>
    /// <param name="target">The rows.</param>
    public readonly void Run(int from, int to, Span<T> target)
    {
        int stride = (int)_geometry.RowAxis.Stride, kernel = (int)_geometry.RowAxis.Kernel;
        double perRow = 1.0 / _width;
        Span<int> outputs = _outputs;
        for (int row = from; row < to; row++)
        {
            ReadOnlySpan<int> taps = _over.Of(row, _offsets);
            int count = 0;
            for (int part = 0; part < 2; part++)
            {
                ReadOnlySpan<int> columns = part == 0 ? _columns.AsSpan(0, _firsts) : _columns.AsSpan(_firsts, kernel - _firsts);
                foreach (int offset in taps)
                {
                    // A whole number of rows: rounding cannot miss it.
                    int at = ((int)(((offset - _first) * perRow) + 0.5) * _pitch) + _left;
                    foreach (int column in columns) outputs[count++] = at + column;
                }
            }
            int firsts = _firsts * taps.Length;
            Span<T> rest = target[((row - from) * _length)..];
            // Registers may hang over into rows that are formed after this one.
            bool isInside = rest.Length >= _groups * stride;
            ref T elements = ref isInside ? ref MemoryMarshal.GetReference(rest) : ref _edge[0];
            if (count == 0) rest[.._length].Clear();
            else if (stride == 1) Singles(outputs[..count], (double)row * _length, ref elements);
            else Pairs(outputs[..firsts], outputs[firsts..count], (double)row * _length, ref elements);
            if (count > 0 && !isInside) _edge.AsSpan(0, _length).CopyTo(rest);
        }
    }

    readonly void Singles(ReadOnlySpan<int> outputs, double position, ref T target)
    {
        // Safety: Open made room for as many outputs on either side of a row as taps reach past it.
        ref double places = ref MemoryMarshal.GetArrayDataReference(_places), terms = ref MemoryMarshal.GetArrayDataReference(_terms);
        TV element = TV.Create(position) + TV.Ascending, step = TV.Create(TV.Count);
        int i = 0;
        for (; i <= _groups - (2 * TV.Count); i += 2 * TV.Count)
        {
            TV next = element + step, sum = TV.Create(0), nextSum = sum;
            foreach (int output in outputs)
            {
                ref double place = ref Unsafe.Add(ref places, output + i), term = ref Unsafe.Add(ref terms, output + i);
                sum = Plus(sum, ref place, ref term, element);
                nextSum = Plus(nextSum, ref Unsafe.Add(ref place, TV.Count), ref Unsafe.Add(ref term, TV.Count), next);
            }
            TV.Write(sum, ref Unsafe.Add(ref target, i));
            TV.Write(nextSum, ref Unsafe.Add(ref target, i + TV.Count));
            element = next + step;
        }
        if (i == _groups) return;
        TV last = TV.Create(0);
        foreach (int output in outputs) last = Plus(last, ref Unsafe.Add(ref places, output + i), ref Unsafe.Add(ref terms, output + i), element);
        TV.Write(last, ref Unsafe.Add(ref target, i));
    }

    readonly void Pairs(ReadOnlySpan<int> firsts, ReadOnlySpan<int> seconds, double position, ref T target)
    {
        ref double places = ref MemoryMarshal.GetArrayDataReference(_places), terms = ref MemoryMarshal.GetArrayDataReference(_terms);
        TV even = TV.Create(position) + TV.Ascending + TV.Ascending, one = TV.Create(1), step = TV.Create(2 * TV.Count);
        for (int i = 0; i < _groups; i += TV.Count, even += step)
        {
            TV first = TV.Create(0), second = first, odd = even + one;
            foreach (int output in firsts) first = Plus(first, ref Unsafe.Add(ref places, output + i), ref Unsafe.Add(ref terms, output + i), even);
            foreach (int output in seconds) second = Plus(second, ref Unsafe.Add(ref places, output + i), ref Unsafe.Add(ref terms, output + i), odd);
            ref T element = ref Unsafe.Add(ref target, 2 * i);
            Prefetch.Line(in element);
            TV.Write(TV.ZipLow(first, second), ref element);
            TV.Write(TV.ZipHigh(first, second), ref Unsafe.Add(ref element, TV.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Plus(TV sum, ref double place, ref double term, TV element) =>
        TV.WhereEqual(TV.Load(in place), element, sum + TV.Load(in term), sum);

    static int RoundUp(int count) => (count + TV.Count - 1) / TV.Count * TV.Count;
}
