using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>Adds the terms of a gradient to the elements of one input plane.</summary>
interface IPlaneScatter<TSum>
{
    /// <param name="plane">Number of the plane.</param>
    /// <param name="sums">A sum for each element of the plane.</param>
    /// <param name="scale">A power of two that every term is multiplied by.</param>
    void Add(int plane, Span<TSum> sums, double scale);
}

/// <summary>The gradient of an input, plane by plane. Sums start from +0; an element that nothing is added to is +0.</summary>
static class PlaneScatter
{
    // More terms than an array has elements, each of the largest double, times this, are below the largest double.
    const double Scale = 1.0 / (1L << 40);

    /// <param name="geometry">Where the windows lie; both sides have at least one element.</param>
    /// <param name="units">The planes to compute.</param>
    /// <param name="dx">Input planes, one after another; those asked for are overwritten.</param>
    /// <param name="scatter">Adds the terms.</param>
    public static void Run<T, TSum, TScatter>(PoolGeometry geometry, UnitRange units, Span<T> dx, ref TScatter scatter)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
        where TScatter : IPlaneScatter<TSum>, allows ref struct
    {
        int plane = (int)geometry.InputPlane;
        TSum[] rented = ArrayPool<TSum>.Shared.Rent(plane);
        Span<TSum> sums = rented.AsSpan(0, plane);
        for (int p = units.From; p < units.To; p++)
        {
            Span<T> target = dx.Slice(p * plane, plane);
            sums.Clear();
            scatter.Add(p, sums, 1);
            bool isFinite = true;
            for (int i = 0; i < plane; i++)
            {
                double total = TSum.Total(sums[i]);
                isFinite &= double.IsFinite(total);
                target[i] = T.CreateTruncating(total);
            }
            if (!isFinite) AddScaled(p, sums, target, ref scatter);
        }
        ArrayPool<TSum>.Shared.Return(rented);
    }

    /// <summary>Forms those sums again that left the range, perhaps only on the way: scaled, they cannot unless a term is not finite.</summary>
    static void AddScaled<T, TSum, TScatter>(int plane, Span<TSum> sums, Span<T> target, ref TScatter scatter)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
        where TScatter : IPlaneScatter<TSum>, allows ref struct
    {
        sums.Clear();
        scatter.Add(plane, sums, Scale);
        for (int i = 0; i < sums.Length; i++)
            if (!T.IsFinite(target[i])) target[i] = T.CreateTruncating(TSum.Total(sums[i]) / Scale);
    }
}
