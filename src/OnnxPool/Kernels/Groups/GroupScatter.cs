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
    GroupParts<T, TV> _parts;

    public GroupScatter(GroupRing ring)
    {
        _ring = ring;
        // After the rows one more position, for what no element gets.
        _sums = new AlignedScratch<double>((ring.Positions + 1) * TV.Count);
        _parts = new GroupParts<T, TV>(ring.Plane, ring.Width, ring.StripRows);
        _sums.Span.Clear();
    }

    public readonly void Return()
    {
        _sums.Return();
        _parts.Return();
    }

    /// <summary>Begins with other planes.</summary>
    public void Begin() => _parts.Begin();

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
        int strips = (end - _parts.Done) / _ring.StripRows;
        if (strips > 0) Flush(_parts.Done + (strips * _ring.StripRows), planes, again);
    }

    /// <summary>Forms rows to which nothing will be added, and makes room for as many others.</summary>
    /// <param name="end">Where they end.</param>
    /// <param name="planes">The planes.</param>
    /// <param name="again">How many of the first of them are another's to write.</param>
    public void Flush(int end, Span<T> planes, int again)
    {
        int length = _ring.Width * TV.Count;
        while (_parts.Done < end)
        {
            int to = Math.Min(end, _parts.Done + _ring.StripRows);
            for (int row = _parts.Done; row < to; row++) Round(ref Unsafe.Add(ref _sums.First, row % _ring.Rows * length), ref _parts.Row(row), length);
            _parts.Part(to, planes, again);
        }
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
