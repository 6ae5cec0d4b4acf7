using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>
/// Adds terms to the elements of planes side by side, of which a lane is one, and turns the sums back into planes. Neighbouring lanes are other planes',
/// so that no addition waits for the one before it.
/// </summary>
/// <remarks>Rows that later terms may reach are kept in a ring: the row r and the one after all of them, and so on, have one place in turn.</remarks>
/// <typeparam name="T">Element, whose sums leave no range of double.</typeparam>
/// <typeparam name="TV">Register of elements.</typeparam>
/// <typeparam name="TD">Register of double.</typeparam>
ref struct GroupScatter<T, TV, TD>
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
    where TD : struct, ISimd<TD, double>
{
    readonly GroupRing _ring;
    readonly AlignedScratch<double> _sums;
    readonly AlignedScratch<T> _results;
    readonly AlignedScratch<T> _square;
    int _flushed;
    int _parted;

    public GroupScatter(GroupRing ring)
    {
        _ring = ring;
        // After the rows one more position, for what no element gets.
        _sums = new AlignedScratch<double>((ring.Positions + 1) * TV.Count);
        _results = new AlignedScratch<T>((TV.Count + (ring.StripRows * ring.Width)) * TV.Count);
        _square = new AlignedScratch<T>(TV.Count * TV.Count);
        _sums.Span.Clear();
    }

    public readonly void Return()
    {
        _sums.Return();
        _results.Return();
        _square.Return();
    }

    /// <summary>Begins with other planes.</summary>
    public void Begin() => (_flushed, _parted) = (0, 0);

    /// <summary>Adds to sums of the ring.</summary>
    /// <param name="places">Where in the ring; all inside.</param>
    /// <param name="terms">What is added.</param>
    /// <param name="count">How many of both.</param>
    public readonly void Add(ref int places, ref double terms, int count) => Add(ref places, ref terms, ref _sums.First, count);

    static void Add(ref int places, ref double terms, ref double sums, nint count)
    {
        for (nint i = 0; i < count; i += 4)
        {
            ref int place = ref Unsafe.Add(ref places, i);
            ref double term = ref Unsafe.Add(ref terms, i);
            Unsafe.Add(ref sums, place) += term;
            Unsafe.Add(ref sums, Unsafe.Add(ref place, 1)) += Unsafe.Add(ref term, 1);
            Unsafe.Add(ref sums, Unsafe.Add(ref place, 2)) += Unsafe.Add(ref term, 2);
            Unsafe.Add(ref sums, Unsafe.Add(ref place, 3)) += Unsafe.Add(ref term, 3);
        }
    }

    /// <summary>Forms rows before <paramref name="end"/>, to which nothing will be added, if they are as many as are turned at a time.</summary>
    public void Free(int end, Span<T> planes, int again)
    {
        int strips = (end - _flushed) / _ring.StripRows;
        if (strips > 0) Flush(_flushed + (strips * _ring.StripRows), planes, again);
    }

    /// <summary>Forms rows to which nothing will be added, and makes room for as many others.</summary>
    /// <param name="end">Where they end.</param>
    /// <param name="planes">The planes.</param>
    /// <param name="again">How many of the first of them are another's to write.</param>
    public void Flush(int end, Span<T> planes, int again)
    {
        while (_flushed < end)
        {
            int to = Math.Min(end, _flushed + _ring.StripRows);
            int start = _flushed * _ring.Width;
            ref T results = ref Unsafe.Add(ref _results.First, TV.Count * TV.Count);
            for (int row = _flushed; row < to; row++)
            {
                Round(
                    ref Unsafe.Add(ref _sums.First, row % _ring.Rows * _ring.Width * TV.Count),
                    ref Unsafe.Add(ref results, ((row * _ring.Width) - start) * TV.Count), _ring.Width * TV.Count);
            }
            int stop = to * _ring.Width;
            while (_parted < stop)
            {
                int at = Math.Min(_parted, _ring.Plane - TV.Count);
                if (at + TV.Count > stop) break;
                Part(ref Unsafe.Add(ref results, (at - start) * TV.Count), planes[at..], again);
                _parted = at + TV.Count;
            }
            // The next square may begin with some of these.
            _results.Span.Slice((stop - start) * TV.Count, TV.Count * TV.Count).CopyTo(_results.Span);
            _flushed = to;
        }
    }

    readonly void Part(ref T results, Span<T> planes, int again)
    {
        if (again == 0)
        {
            int ahead = GroupRing.Ahead(_ring.Plane, TV.Count);
            for (int plane = 0; plane < TV.Count; plane++) Prefetch.Line(in Unsafe.Add(ref planes[0], plane * _ring.Plane), ahead);
            PlaneTurn<T, TV>.Turn(ref results, TV.Count, ref planes[0], _ring.Plane, ahead: 0);
            return;
        }
        PlaneTurn<T, TV>.Turn(ref results, TV.Count, ref _square.First, TV.Count, ahead: 0);
        for (int plane = again; plane < TV.Count; plane++)
            _square.Span.Slice(plane * TV.Count, TV.Count).CopyTo(planes[(plane * _ring.Plane)..]);
    }

    static void Round(ref double sums, ref T results, nint count)
    {
        TD zero = TD.Create(0);
        for (nint i = 0; i < count; i += TD.Count)
        {
            ref double sum = ref Unsafe.Add(ref sums, i);
            TD.Write(TD.Load(in sum), ref Unsafe.Add(ref results, i));
            TD.Store(zero, ref sum);
        }
    }
}
