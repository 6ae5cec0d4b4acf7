using System.Numerics;

namespace OnnxPool;

/// <summary>How one window shares what comes for it.</summary>
interface IWindowGradient
{
    /// <summary>Adds to the sums of a window's elements.</summary>
    /// <param name="plane">The input plane.</param>
    /// <param name="taps">Where the input rows under the output begin.</param>
    /// <param name="axis">The innermost axis.</param>
    /// <param name="output">Position of the output along it.</param>
    /// <param name="gradient">What comes for the window.</param>
    /// <param name="sums">A sum for each element of the plane.</param>
    void Add<T, TSum>(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolAxis axis, int output, double gradient, Span<TSum> sums)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>;
}

/// <summary>Visits every window in row-major order of the outputs, and its taps for themselves; takes any request.</summary>
sealed class GradientScan<T, TSum, TRule>(string name) : GradientKernel<T, TRule>(name)
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
    where TRule : struct, IWindowGradient
{
    public override void Run(PoolGeometry geometry, UnitRange units, TRule rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        using var walk = new RowWalk(geometry);
        var scatter = new Scatter { Geometry = geometry, Walk = walk, Rule = rule, X = x, Dy = dy };
        PlaneScatter<T, TSum, Simd1<double>>.Run(geometry, units, dx, ref scatter);
    }

    ref struct Scatter : IPlaneScatter<T, TSum>
    {
        public PoolGeometry Geometry;
        public RowWalk Walk;
        public TRule Rule;
        public ReadOnlySpan<T> X;
        public ReadOnlySpan<T> Dy;

        public readonly bool TryPlace(UnitRange planes, Span<T> target) => false;

        public readonly void Add(UnitRange planes, Span<TSum> sums, double scale)
        {
            int length = (int)Geometry.InputPlane;
            for (int plane = planes.From; plane < planes.To; plane++) Add(plane, sums.Slice((plane - planes.From) * length, length), scale);
        }

        readonly void Add(int plane, Span<TSum> sums, double scale)
        {
            int length = (int)Geometry.InputPlane;
            var action = new Action { Axis = Geometry.RowAxis, Rule = Rule, Scale = scale, Dy = Dy, Sums = sums };
            Walk.Plane(X.Slice(plane * length, length), plane * (int)Geometry.OutputPlane, ref action);
        }
    }

    ref struct Action : IRowAction<T>
    {
        public PoolAxis Axis;
        public TRule Rule;
        public double Scale;
        public ReadOnlySpan<T> Dy;
        public Span<TSum> Sums;

        public readonly void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output)
        {
            for (int o = 0; o < Axis.Output; o++)
                Rule.Add(plane, taps, Axis, o, double.CreateTruncating(Dy[output + o]) * Scale, Sums);
        }
    }
}
