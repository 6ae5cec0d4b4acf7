using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Gradients of the outputs of planes side by side, as double.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <typeparam name="TV">Register of elements.</typeparam>
/// <typeparam name="TD">Register of double.</typeparam>
ref struct GroupTerms<T, TV, TD>
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
    where TD : struct, ISimd<TD, double>
{
    // Outputs that are turned at a time, so that little of a square is turned twice.
    const int StripOutputs = 64;

    readonly int _plane;
    readonly int _width;
    readonly int _stripRows;
    readonly AlignedScratch<T> _strip;
    readonly AlignedScratch<double> _terms;
    ref T _planes;
    int _from;
    int _to;

    public GroupTerms(PoolGeometry geometry)
    {
        (_plane, _width) = ((int)geometry.OutputPlane, (int)geometry.RowAxis.Output);
        _stripRows = Math.Clamp(StripOutputs / _width, 1, geometry.Under.Rows);
        _strip = new AlignedScratch<T>(((2 * TV.Count) + (_stripRows * _width)) * TV.Count);
        _terms = new AlignedScratch<double>(_stripRows * _width * TV.Count);
    }

    public readonly void Return()
    {
        _strip.Return();
        _terms.Return();
    }

    /// <summary>Begins with other planes.</summary>
    /// <param name="first">Number of the first of them.</param>
    /// <param name="dy">The gradients of all outputs.</param>
    public void Begin(int first, ReadOnlySpan<T> dy)
    {
        _planes = ref MemoryMarshal.GetReference(dy.Slice(first * _plane, TV.Count * _plane));
        (_from, _to) = (0, 0);
    }

    /// <summary>Those of an output row, which is none before one that was asked for.</summary>
    public ref double Of(int row)
    {
        if (row >= _to)
        {
            _from = row;
            _to = Math.Min(_plane / _width, row + _stripRows);
            ref T strip = ref Unsafe.Add(ref _strip.First, TV.Count * TV.Count);
            GroupRing.Join<T, TV>(ref _planes, _plane, _from * _width, _to * _width, ref strip);
            Widen(ref strip, ref _terms.First, (_to - _from) * _width * TV.Count);
        }
        return ref Unsafe.Add(ref _terms.First, (row - _from) * _width * TV.Count);
    }

    static void Widen(ref T elements, ref double terms, nint count)
    {
        for (nint i = 0; i < count; i += TD.Count) TD.Store(TD.Read(in Unsafe.Add(ref elements, i)), ref Unsafe.Add(ref terms, i));
    }
}
