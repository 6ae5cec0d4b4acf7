using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>
/// Finds the winners of output rows: along each input row the first of the best of each output's columns, then the first of the best rows. That is
/// the first in row-major order, and of two that are compared the second must be larger.
/// </summary>
/// <typeparam name="T">Element of 16 or 32 bits.</typeparam>
/// <typeparam name="TV">Register of keys (<see cref="OrderKey{T, TKey, TV}"/>) or positions.</typeparam>
ref struct RowWinners<T, TV>
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, int>
{
    readonly RowTaps _under;
    readonly int _width;
    readonly int _length;
    readonly int _stride;
    readonly int _kernel;
    readonly int _dilation;
    readonly int _padBegin;
    readonly int _groups;
    readonly int _pitch;
    readonly int _phase;
    readonly int[] _columns;
    readonly int[] _rows;
    readonly int[] _offsets;
    readonly int[] _keys;
    readonly T[] _edge;
    int[] _best;
    int[] _places;
    int[] _positions;
    int _firstRow;

    public RowWinners(PoolGeometry geometry)
    {
        PoolAxis axis = geometry.RowAxis;
        (_under, _width, _length) = (geometry.Under, (int)axis.Output, (int)axis.Input);
        (_stride, _kernel, _dilation, _padBegin) = ((int)axis.Stride, (int)axis.Kernel, (int)axis.Dilation, (int)axis.PadBegin);
        _groups = RoundUp((_length + _stride - 1) / _stride);
        _pitch = RoundUp(_width);
        // Keys of every stride-th column of the padded row lie side by side, then those of the next ones.
        _phase = Math.Max(_pitch + ((int)axis.Extent / _stride), _groups + (_padBegin / _stride) + 1 + TV.Count);
        _columns = ArrayPool<int>.Shared.Rent(_kernel);
        for (int tap = 0; tap < _kernel; tap++)
        {
            (int column, int phase) = Math.DivRem(tap * _dilation, _stride);
            _columns[tap] = (phase * _phase) + column;
        }
        _keys = ArrayPool<int>.Shared.Rent(_stride * _phase);
        _keys.AsSpan(0, _stride * _phase).Fill(OrderKey<T, int, TV>.Padding);
        _edge = ArrayPool<T>.Shared.Rent(_groups * _stride);
        _offsets = ArrayPool<int>.Shared.Rent(_under.Scratch);
        _rows = ArrayPool<int>.Shared.Rent(_under.MaxTaps);
        (_best, _places, _positions) = ([], [], []);
    }

    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_columns);
        ArrayPool<int>.Shared.Return(_rows);
        ArrayPool<int>.Shared.Return(_offsets);
        ArrayPool<int>.Shared.Return(_keys);
        ArrayPool<T>.Shared.Return(_edge);
        ArrayPool<int>.Shared.Return(_best);
        ArrayPool<int>.Shared.Return(_places);
        ArrayPool<int>.Shared.Return(_positions);
    }

    /// <summary>Finds the winners of some output rows.</summary>
    /// <param name="first">The first output row.</param>
    /// <param name="end">Where they end; there is one.</param>
    /// <param name="x">The plane, and what follows.</param>
    public void Find(int first, int end, ReadOnlySpan<T> x)
    {
        (int from, int to) = (int.MaxValue, 0);
        for (int row = first; row < end; row++)
        {
            ReadOnlySpan<int> taps = _under.Of(row, _offsets);
            if (!taps.IsEmpty) (from, to) = (Math.Min(from, taps[0]), Math.Max(to, taps[^1] + _length));
        }
        (from, to) = to == 0 ? (0, 0) : (from / _length, to / _length);
        _firstRow = first;
        Provide(ref _best, (to - from) * _pitch);
        Provide(ref _places, (to - from) * _pitch);
        Provide(ref _positions, (end - first) * _pitch);
        for (int row = from, at = 0; row < to; row++, at += _pitch)
        {
            ReadOnlySpan<T> elements = x[(row * _length)..];
            if (elements.Length < _groups * _stride)
            {
                elements[.._length].CopyTo(_edge);
                elements = _edge;
            }
            Keys(ref MemoryMarshal.GetReference(elements));
            Along((row * _length) - _padBegin, ref _best[at], ref _places[at]);
        }
        double perRow = 1.0 / _length;
        for (int row = first, at = 0; row < end; row++, at += _pitch)
        {
            ReadOnlySpan<int> taps = _under.Of(row, _offsets);
            Span<int> rows = _rows.AsSpan(0, taps.Length);
            // A whole number of rows: rounding cannot miss it.
            for (int i = 0; i < taps.Length; i++) rows[i] = ((int)((taps[i] * perRow) + 0.5) - from) * _pitch;
            Down(rows, ref _positions[at]);
        }
    }

    /// <summary>The winners of a row that was among those of <see cref="Find"/>, in their plane, and of what follows; −1 for an empty window.</summary>
    public readonly ReadOnlySpan<int> Of(int row) => _positions.AsSpan((row - _firstRow) * _pitch);

    static void Provide(ref int[] scratch, int length)
    {
        if (scratch.Length >= length) return;
        ArrayPool<int>.Shared.Return(scratch);
        scratch = ArrayPool<int>.Shared.Rent(length);
    }

    /// <summary>Forms the keys of an input row. Its last register may hang over: behind the row there is padding again.</summary>
    readonly void Keys(ref T x)
    {
        var order = new OrderKey<T, int, TV>();
        ref int keys = ref MemoryMarshal.GetArrayDataReference(_keys);
        TV padding = TV.Create(OrderKey<T, int, TV>.Padding);
        if (_stride == 1)
        {
            ref int target = ref Unsafe.Add(ref keys, _padBegin);
            for (int i = 0; i < _groups; i += TV.Count)
            {
                ref T element = ref Unsafe.Add(ref x, i);
                Prefetch.Line(in element);
                TV.Store(order.Read(in element), ref Unsafe.Add(ref target, i));
            }
            TV.Store(padding, ref Unsafe.Add(ref target, _length));
            return;
        }
        int odd = _padBegin % 2;
        ref int firsts = ref Unsafe.Add(ref keys, (odd * _phase) + (_padBegin / 2));
        ref int seconds = ref Unsafe.Add(ref keys, ((1 - odd) * _phase) + ((_padBegin + 1) / 2));
        for (int i = 0; i < _groups; i += TV.Count)
        {
            ref T element = ref Unsafe.Add(ref x, 2 * i);
            Prefetch.Line(in element);
            Prefetch.Line(in Unsafe.Add(ref element, TV.Count));
            TV low = order.Read(in element), high = order.Read(in Unsafe.Add(ref element, TV.Count));
            TV.Store(TV.Even(low, high), ref Unsafe.Add(ref firsts, i));
            TV.Store(TV.Odd(low, high), ref Unsafe.Add(ref seconds, i));
        }
        TV.Store(padding, ref Unsafe.Add(ref firsts, (_length + 1) / 2));
        TV.Store(padding, ref Unsafe.Add(ref seconds, _length / 2));
    }

    /// <summary>The best of each output's columns.</summary>
    readonly void Along(int start, ref int best, ref int places)
    {
        ref int keys = ref MemoryMarshal.GetArrayDataReference(_keys);
        ReadOnlySpan<int> columns = _columns.AsSpan(0, _kernel);
        TV place = TV.Create(start) + TV.Ascending, step = TV.Create(TV.Count * _stride);
        if (_stride == 2) place += TV.Ascending;
        for (int o = 0; o < _width; o += TV.Count, place += step)
        {
            TV largest = At(ref keys, columns[0] + o), winner = TV.Create(0);
            for (int tap = 1; tap < columns.Length; tap++)
            {
                TV key = At(ref keys, columns[tap] + o);
                winner = TV.WhereGreater(key, largest, TV.Create(tap * _dilation), winner);
                largest = TV.Max(largest, key);
            }
            TV.Store(largest, ref Unsafe.Add(ref best, o));
            TV.Store(place + winner, ref Unsafe.Add(ref places, o));
        }
    }

    /// <summary>The best of the rows under an output row.</summary>
    readonly void Down(ReadOnlySpan<int> rows, ref int positions)
    {
        ref int best = ref MemoryMarshal.GetArrayDataReference(_best), places = ref MemoryMarshal.GetArrayDataReference(_places);
        TV padding = TV.Create(OrderKey<T, int, TV>.Padding);
        for (int o = 0; o < _width; o += TV.Count)
        {
            TV largest = padding, winner = TV.Create(-1);
            foreach (int row in rows)
            {
                TV key = At(ref best, row + o);
                winner = TV.WhereGreater(key, largest, At(ref places, row + o), winner);
                largest = TV.Max(largest, key);
            }
            TV.Store(winner, ref Unsafe.Add(ref positions, o));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV At(ref int x, int i) => TV.Load(in Unsafe.Add(ref x, i));

    static int RoundUp(int count) => (count + TV.Count - 1) / TV.Count * TV.Count;
}
