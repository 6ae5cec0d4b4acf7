using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Adds the terms of a gradient to the elements of neighbouring input planes.</summary>
interface IPlaneScatter<T, TSum>
{
    /// <summary>Writes the planes, if no element gets more than one term.</summary>
    /// <returns>False if one does, or may; the planes may then be anything.</returns>
    bool TryPlace(UnitRange planes, Span<T> target);

    /// <param name="planes">Numbers of the planes.</param>
    /// <param name="sums">A sum for each element of the planes.</param>
    /// <param name="scale">A power of two that every term is multiplied by.</param>
    void Add(UnitRange planes, Span<TSum> sums, double scale);
}

/// <summary>The gradient of an input, a few planes at a time. Sums start from +0; an element that nothing is added to is +0.</summary>
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

    // Elements whose sums stay in a core's nearest cache, and those whose sums stay in its own.
    const int Near = 1 << 12, Own = 1 << 17;

    const int MostPlanes = 64;

    /// <summary>Planes at a time.</summary>
    public static int Planes(PoolGeometry geometry) =>
        (int)Math.Clamp(Near / geometry.InputPlane, Math.Clamp(Own / geometry.InputPlane, 1, WinnerSums.InTurn), MostPlanes);

    /// <param name="geometry">Where the windows lie; both sides have at least one element.</param>
    /// <param name="units">The planes to compute.</param>
    /// <param name="dx">Input planes, one after another; those asked for are overwritten.</param>
    /// <param name="scatter">Adds the terms of no more planes at a time than <see cref="Planes"/> says.</param>
    public static void Run<TScatter>(PoolGeometry geometry, UnitRange units, Span<T> dx, ref TScatter scatter)
        where TScatter : IPlaneScatter<T, TSum>, allows ref struct
    {
        int length = (int)geometry.InputPlane, most = Math.Min(Planes(geometry), units.To - units.From);
        TSum[] rented = ArrayPool<TSum>.Shared.Rent(most * length);
        for (int from = units.From; from < units.To; from += most)
        {
            var planes = new UnitRange(from, Math.Min(units.To, from + most));
            int count = (planes.To - from) * length;
            Span<T> target = dx.Slice(from * length, count);
            if (scatter.TryPlace(planes, target)) continue;
            Span<TSum> sums = rented.AsSpan(0, count);
            sums.Clear();
            scatter.Add(planes, sums, 1);
            if (!Round(sums, target)) AddScaled(planes, sums, target, ref scatter);
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
    static void AddScaled<TScatter>(UnitRange planes, Span<TSum> sums, Span<T> target, ref TScatter scatter)
        where TScatter : IPlaneScatter<T, TSum>, allows ref struct
    {
        sums.Clear();
        scatter.Add(planes, sums, Scale);
        for (int i = 0; i < sums.Length; i++)
            if (!T.IsFinite(target[i])) target[i] = T.CreateTruncating(TSum.Total(sums[i]) / Scale);
    }
}
