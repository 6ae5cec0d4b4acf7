using System.Numerics;

namespace OnnxPool;

/// <summary>The norm of one window, as all kernels form it.</summary>
static class WindowNorm<T> where T : unmanaged, INumber<T>
{
    /// <summary>Why plain sums in double do not do for a power; null if they do.</summary>
    public static string? WhyNoSum(double p) => p is 1 or 2 or 3 ? null : FormattableString.Invariant($"p is {p}: its kernels are for 1, 2 and 3");

    /// <summary>The norm; 0 for an empty window.</summary>
    /// <param name="plane">The input plane.</param>
    /// <param name="taps">Where the rows under the output begin.</param>
    /// <param name="geometry">Where the windows lie.</param>
    /// <param name="row">Output row of the plane.</param>
    /// <param name="column">Output column.</param>
    /// <param name="p">Finite and positive.</param>
    public static T Of(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolGeometry geometry, int row, int column, double p)
    {
        double norm = double.NaN;
        if (typeof(T) != typeof(double))
        {
            norm = p switch
            {
                1 => Plain<FirstPower>(plane, taps, geometry, row, column),
                2 => Plain<SecondPower>(plane, taps, geometry, row, column),
                3 => Plain<ThirdPower>(plane, taps, geometry, row, column),
                _ => norm,
            };
        }
        if (!double.IsFinite(norm)) norm = LpScan<T>.Norm(plane, taps, geometry.RowAxis, column, p).Norm();
        return T.CreateTruncating(norm);
    }

    static double Plain<TPower>(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolGeometry geometry, int row, int column)
        where TPower : struct, INormPower =>
        WindowSum<T, NormSum<T, TPower>>.Of(plane, taps, geometry, row, column).Root();
}

/// <summary>The sum of powers in double.</summary>
readonly struct NormSum<T, TPower>(Simd1<double> sum) : IElementSum<NormSum<T, TPower>, T>
    where T : unmanaged, INumber<T>
    where TPower : struct, INormPower
{
    readonly Simd1<double> _sum = sum;

    public static NormSum<T, TPower> operator +(NormSum<T, TPower> sum, T x) => new(sum._sum + TPower.Term(Simd1<double>.Read(in x)));

    public static NormSum<T, TPower> operator +(NormSum<T, TPower> a, NormSum<T, TPower> b) => new(a._sum + b._sum);

    /// <summary>The norm.</summary>
    public double Root() => Simd1<double>.Total(TPower.Root(_sum));
}
