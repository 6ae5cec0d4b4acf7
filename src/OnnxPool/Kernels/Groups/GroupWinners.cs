using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>
/// Finds the winners of planes side by side: along each input row the first of the best of each output's columns, then the first of the best rows.
/// That is the first in row-major order, and of two that are compared the second must be larger.
/// </summary>
/// <typeparam name="T">Element of 32 bits.</typeparam>
/// <typeparam name="TV">Register of elements.</typeparam>
/// <typeparam name="TI">Register of keys (<see cref="OrderKey{T, TKey, TV}"/>) or places, of as many lanes.</typeparam>
ref struct GroupWinners<T, TV, TI>
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
    where TI : struct, ISimd<TI, int>
{
    readonly GroupRing _ring;
    readonly int _rows;
    readonly int _width;
    readonly int _dilation;
    readonly int[] _firsts;
    readonly int[] _counts;
    readonly AlignedScratch<T> _strip;
    readonly AlignedScratch<int> _best;
    readonly AlignedScratch<int> _places;
    int _reached;

    public GroupWinners(PoolGeometry geometry, GroupRing ring)
    {
        PoolAxis axis = geometry.RowAxis;
        (_ring, _rows, _width) = (ring, geometry.Over.Rows, (int)axis.Output);
        _dilation = (int)Math.Min(axis.Dilation, axis.Input);
        _firsts = ArrayPool<int>.Shared.Rent(_width);
        _counts = ArrayPool<int>.Shared.Rent(_width);
        for (int o = 0; o < _width; o++)
        {
            (long first, long count) = axis.Window(o);
            (_firsts[o], _counts[o]) = count == 0 ? (0, 0) : ((int)first, (int)count);
        }
        _strip = new AlignedScratch<T>(((2 * TV.Count) + (ring.StripRows * ring.Width)) * TV.Count);
        _best = new AlignedScratch<int>(ring.Rows * _width * TV.Count);
        _places = new AlignedScratch<int>(ring.Rows * _width * TV.Count);
    }

    public readonly void Return()
    {
        ArrayPool<int>.Shared.Return(_firsts);
        ArrayPool<int>.Shared.Return(_counts);
        _strip.Return();
        _best.Return();
        _places.Return();
    }

    /// <summary>Begins with other planes.</summary>
    public void Begin() => _reached = 0;

    /// <summary>Reduces input rows up to before <paramref name="end"/>, or a few more.</summary>
    public void Reach(int end, ref T planes)
    {
        while (_reached < end)
        {
            int to = Math.Min(_rows, _reached + _ring.StripRows), from = _reached * _ring.Width;
            ref T strip = ref Unsafe.Add(ref _strip.First, TV.Count * TV.Count);
            GroupRing.Join<T, TV>(ref planes, _ring.Plane, from, to * _ring.Width, ref strip);
            ref int keys = ref Unsafe.As<T, int>(ref strip);
            Keys(ref keys, ((to * _ring.Width) - from) * TV.Count);
            for (; _reached < to; _reached++)
            {
                int slot = _reached % _ring.Rows;
                Along(
                    ref Unsafe.Add(ref keys, ((_reached * _ring.Width) - from) * TV.Count), slot * _ring.Width * TV.Count,
                    ref Unsafe.Add(ref _best.First, slot * _width * TV.Count), ref Unsafe.Add(ref _places.First, slot * _width * TV.Count));
            }
        }
    }

    static void Keys(ref int bits, nint count)
    {
        var order = new OrderKey<T, int, TI>();
        for (nint i = 0; i < count; i += TI.Count)
        {
            ref int key = ref Unsafe.Add(ref bits, i);
            TI.Store(order.Of(TI.Load(in key)), ref key);
        }
    }

    readonly void Along(ref int keys, int start, ref int best, ref int places)
    {
        ReadOnlySpan<int> firsts = _firsts.AsSpan(0, _width), counts = _counts.AsSpan(0, _width);
        int step = _dilation * TI.Count;
        TI next = TI.Create(step), origin = TI.Create(start) + TI.Ascending;
        for (int o = 0; o < firsts.Length; o++)
        {
            int at = firsts[o] * TI.Count;
            ref int key = ref Unsafe.Add(ref keys, at);
            TI largest = TI.Create(OrderKey<T, int, TI>.Padding), winner = origin;
            if (counts[o] > 0)
            {
                TI place = origin + TI.Create(at);
                (largest, winner) = (TI.Load(in key), place);
                for (int n = counts[o] - 1; n > 0; n--)
                {
                    key = ref Unsafe.Add(ref key, step);
                    place += next;
                    TI other = TI.Load(in key);
                    winner = TI.WhereGreater(other, largest, place, winner);
                    largest = TI.Max(largest, other);
                }
            }
            TI.Store(largest, ref Unsafe.Add(ref best, o * TI.Count));
            TI.Store(winner, ref Unsafe.Add(ref places, o * TI.Count));
        }
    }

    /// <summary>The places in the ring of an output row's winners; behind it for empty windows.</summary>
    /// <param name="rows">The input rows under it, as places of the ring.</param>
    /// <param name="winners">Receives a place for each output and plane.</param>
    public readonly void Down(ReadOnlySpan<int> rows, ref int winners)
    {
        ref int best = ref _best.First, places = ref _places.First;
        TI nowhere = TI.Create(_ring.Positions * TI.Count) + TI.Ascending, padding = TI.Create(OrderKey<T, int, TI>.Padding);
        int count = _width * TI.Count;
        for (int i = 0; i < count; i += TI.Count)
        {
            TI largest = padding, winner = nowhere;
            foreach (int row in rows)
            {
                nint at = ((nint)row * count) + i;
                TI other = TI.Load(in Unsafe.Add(ref best, at));
                winner = TI.WhereGreater(other, largest, TI.Load(in Unsafe.Add(ref places, at)), winner);
                largest = TI.Max(largest, other);
            }
            TI.Store(winner, ref Unsafe.Add(ref winners, i));
        }
    }
}
