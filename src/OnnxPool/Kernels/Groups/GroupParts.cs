using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Turns rows of planes side by side back into planes, some rows at a time.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <typeparam name="TV">Register of as many elements as there are planes.</typeparam>
ref struct GroupParts<T, TV>
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
{
    readonly int _plane;
    readonly int _width;
    readonly AlignedScratch<T> _results;
    readonly AlignedScratch<T> _square;
    int _first;
    int _parted;

    /// <param name="plane">Elements of a plane.</param>
    /// <param name="width">Elements of a row.</param>
    /// <param name="rows">The most rows at a time.</param>
    public GroupParts(int plane, int width, int rows)
    {
        (_plane, _width) = (plane, width);
        _results = new AlignedScratch<T>((TV.Count + (rows * width)) * TV.Count);
        _square = new AlignedScratch<T>(TV.Count * TV.Count);
    }

    /// <summary>The first row that is not turned back.</summary>
    public readonly int Done => _first;

    public readonly void Return()
    {
        _results.Return();
        _square.Return();
    }

    /// <summary>Begins with other planes.</summary>
    public void Begin() => (_first, _parted) = (0, 0);

    /// <summary>Room for a row, of those at a time.</summary>
    public readonly ref T Row(int row) => ref Unsafe.Add(ref _results.First, (TV.Count + ((row - _first) * _width)) * TV.Count);

    /// <summary>Turns rows back.</summary>
    /// <param name="end">Where those end that have been written.</param>
    /// <param name="planes">The planes.</param>
    /// <param name="again">How many of the first of them are another's to write.</param>
    public void Part(int end, Span<T> planes, int again)
    {
        int start = _first * _width, stop = end * _width;
        while (_parted < stop)
        {
            // The last square ends with the planes.
            int at = Math.Min(_parted, _plane - TV.Count);
            if (at + TV.Count > stop) break;
            Square(ref Unsafe.Add(ref _results.First, (TV.Count + at - start) * TV.Count), planes[at..], again);
            _parted = at + TV.Count;
        }
        // The next square may begin with some of these.
        _results.Span.Slice((stop - start) * TV.Count, TV.Count * TV.Count).CopyTo(_results.Span);
        _first = end;
    }

    readonly void Square(ref T results, Span<T> planes, int again)
    {
        if (again > 0)
        {
            PlaneTurn<T, TV>.Turn(ref results, TV.Count, ref _square.First, TV.Count, ahead: 0);
            for (int plane = again; plane < TV.Count; plane++)
                _square.Span.Slice(plane * TV.Count, TV.Count).CopyTo(planes[(plane * _plane)..]);
            return;
        }
        int ahead = GroupRing.Ahead(_plane, TV.Count);
        for (int plane = 0; plane < TV.Count; plane++) Prefetch.Line(in planes[plane * _plane], ahead);
        PlaneTurn<T, TV>.Turn(ref results, TV.Count, ref planes[0], _plane, ahead: 0);
    }
}
