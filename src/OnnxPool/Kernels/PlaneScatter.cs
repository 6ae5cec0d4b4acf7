using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Adds the terms of a gradient to the elements of one input plane.</summary>
interface IPlaneScatter<T, TSum>
{
    /// <summary>Writes the plane, if no element gets more than one term.</summary>
    /// <returns>False if one does, or may; the plane may then be anything.</returns>
    bool TryPlace(int plane, Span<T> target);

    /// <param name="plane">Number of the plane.</param>
    /// <param name="sums">A sum for each element of the plane.</param>
    /// <param name="scale">A power of two that every term is multiplied by.</param>
    void Add(int plane, Span<TSum> sums, double scale);
}

/// <summary>The gradient of an input, plane by plane. Sums start from +0; an element that nothing is added to is +0.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <typeparam name="TSum">Sum of terms.</typeparam>
/// <typeparam name="TV">Register in which sums of narrower types are rounded.</typeparam>
static class PlaneScatter<T, TSum, TV>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
    where TV : struct, ISimd<TV, double>
{
    // More terms than an array has elements, each of the largest double, times this, are below the largest double.
    const double Scale = 1.0 / (1L << 40);

    /// <param name="geometry">Where the windows lie; both sides have at least one element.</param>
    /// <param name="units">The planes to compute.</param>
    /// <param name="dx">Input planes, one after another; those asked for are overwritten.</param>
    /// <param name="scatter">Adds the terms.</param>
    public static void Run<TScatter>(PoolGeometry geometry, UnitRange units, Span<T> dx, ref TScatter scatter)
        where TScatter : IPlaneScatter<T, TSum>, allows ref struct
    {
        int plane = (int)geometry.InputPlane;
        TSum[] rented = ArrayPool<TSum>.Shared.Rent(plane);
        Span<TSum> sums = rented.AsSpan(0, plane);
        for (int p = units.From; p < units.To; p++)
        {
            Span<T> target = dx.Slice(p * plane, plane);
            if (scatter.TryPlace(p, target)) continue;
            sums.Clear();
            scatter.Add(p, sums, 1);
            if (!Round(sums, target)) AddScaled(p, sums, target, ref scatter);
        }
        ArrayPool<TSum>.Shared.Return(rented);
    }

    /// <returns>Whether all sums are finite.</returns>
    static bool Round(ReadOnlySpan<TSum> sums, Span<T> target)
    {
        int i = 0;
        bool isFinite = true;
        if (typeof(TSum) == typeof(DoubleSum<T>))
        {
            // Safety: a sum of this type is one double, and there are as many as elements.
            ref double sum = ref Unsafe.As<TSum, double>(ref MemoryMarshal.GetReference(sums));
            ref T element = ref MemoryMarshal.GetReference(target);
            TV zero = TV.Create(0), bad = zero;
            for (; i <= target.Length - TV.Count; i += TV.Count)
            {
                TV value = TV.Load(in Unsafe.Add(ref sum, i));
                // 0 times what is not finite is NaN.
                TV product = value * zero;
                bad |= TV.NaNs(product, product);
                TV.Write(value, ref Unsafe.Add(ref element, i));
            }
            isFinite = !TV.Any(bad);
        }
        for (; i < target.Length; i++)
        {
            double total = TSum.Total(sums[i]);
            isFinite &= double.IsFinite(total);
            target[i] = T.CreateTruncating(total);
        }
        return isFinite;
    }

    /// <summary>Forms those sums again that left the range, perhaps only on the way: scaled, they cannot unless a term is not finite.</summary>
    static void AddScaled<TScatter>(int plane, Span<TSum> sums, Span<T> target, ref TScatter scatter)
        where TScatter : IPlaneScatter<T, TSum>, allows ref struct
    {
        sums.Clear();
        scatter.Add(plane, sums, Scale);
        for (int i = 0; i < sums.Length; i++)
            if (!T.IsFinite(target[i])) target[i] = T.CreateTruncating(TSum.Total(sums[i]) / Scale);
    }
}
