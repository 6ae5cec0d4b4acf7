using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>What the averages of each output row are divided by: a factor of the row times one of the column.</summary>
/// <remarks>
/// Sums of the narrower types are multiplied by the reciprocal, whose rounding to double they cannot tell from their own; double has no such room
/// and is divided (<see cref="IRunningSum{TSelf, T}.Factor"/>).
/// </remarks>
/// <typeparam name="T">Element.</typeparam>
ref struct AverageDivisors<T> where T : unmanaged, INumber<T>
{
    readonly RowTaps _rows;
    readonly int _length;
    readonly bool _includePad;
    readonly double[] _columns;
    readonly double[] _factors;
    double _row;

    /// <param name="geometry">Where the windows lie.</param>
    /// <param name="includePad">Whether padding counts; positions past the padding never do.</param>
    public AverageDivisors(PoolGeometry geometry, bool includePad)
    {
        PoolAxis axis = geometry.RowAxis;
        (_rows, _length, _includePad) = (geometry.Under, (int)axis.Output, includePad);
        _columns = ArrayPool<double>.Shared.Rent(_length);
        _factors = ArrayPool<double>.Shared.Rent(_length);
        for (int o = 0; o < _length; o++)
        {
            long real = axis.Window(o).Count;
            _columns[o] = real > 0 && includePad ? axis.PaddedCount(o) : real;
        }
        _row = double.NaN;
    }

    /// <summary>What the gradients of an output row are multiplied by, or divided; anything where a window has no real element, which nothing takes from.</summary>
    /// <param name="row">Output row of a plane.</param>
    /// <param name="taps">How many real input rows are under it.</param>
    public ReadOnlySpan<double> Of(int row, int taps)
    {
        double divisor = taps > 0 && _includePad ? _rows.Padded(row) : taps;
        if (divisor != _row)
        {
            _row = divisor;
            for (int o = 0; o < _length; o++) _factors[o] = typeof(T) == typeof(double) ? _columns[o] * divisor : 1 / (_columns[o] * divisor);
        }
        return _factors.AsSpan(0, _length);
    }

    /// <summary>A gradient over a divisor.</summary>
    public static double Quotient(double gradient, double factor) => typeof(T) == typeof(double) ? gradient / factor : gradient * factor;

    /// <summary>Gradients over divisors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Quotient<TV>(TV gradient, TV factor) where TV : struct, ISimd<TV, double> => typeof(T) == typeof(double) ? gradient / factor : gradient * factor;

    public readonly void Dispose()
    {
        ArrayPool<double>.Shared.Return(_columns);
        ArrayPool<double>.Shared.Return(_factors);
    }
}
