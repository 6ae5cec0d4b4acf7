using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>Gradient of window maxima whose winners are known.</summary>
/// <remarks>Every kernel adds to an element in the row-major order of the outputs, so that all give the same bits.</remarks>
abstract class IndexGradientKernel<T>(string name, int bits) : Kernel(name, bits) where T : unmanaged, INumber<T>
{
    /// <summary>Planes: a position may be anywhere in one.</summary>
    public override int Units(PoolGeometry geometry) => (int)geometry.Planes;

    /// <summary>Computes whole planes.</summary>
    /// <param name="geometry">Where the windows lie; both sides have at least one element.</param>
    /// <param name="units">The planes to compute.</param>
    /// <param name="form">What positions count.</param>
    /// <param name="winners">For each output a position, which is in its input plane; −1 for an empty window.</param>
    /// <param name="dy">The gradient of the outputs.</param>
    /// <param name="dx">Receives the gradient of the input.</param>
    public abstract void Run(PoolGeometry geometry, UnitRange units, WinnerForm form, ReadOnlySpan<long> winners, ReadOnlySpan<T> dy, Span<T> dx);
}

/// <summary>Scatters: where windows share no element straight into the gradient, otherwise into sums.</summary>
sealed class IndexGradientScatter<T, TSum, TV>(int bits) : IndexGradientKernel<T>("index-gradient-scatter", bits)
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
    where TV : struct, ISimd<TV, double>
{
    public override void Run(PoolGeometry geometry, UnitRange units, WinnerForm form, ReadOnlySpan<long> winners, ReadOnlySpan<T> dy, Span<T> dx)
    {
        double[] terms = ArrayPool<double>.Shared.Rent(PlaneScatter<T, TSum, TV>.Planes(geometry) * (int)geometry.OutputPlane);
        var scatter = new Scatter { Geometry = geometry, Form = form, Winners = winners, Dy = dy, Scratch = terms };
        PlaneScatter<T, TSum, TV>.Run(geometry, units, dx, ref scatter);
        ArrayPool<double>.Shared.Return(terms);
    }

    ref struct Scatter : IPlaneScatter<T, TSum>
    {
        public PoolGeometry Geometry;
        public WinnerForm Form;
        public ReadOnlySpan<long> Winners;
        public ReadOnlySpan<T> Dy;

        public double[] Scratch;

        public readonly bool TryPlace(UnitRange planes, Span<T> target) =>
            !Geometry.HasOverlap && WinnerSums.TryPlace(Of(planes), DyOf(planes), target);

        public readonly void Add(UnitRange planes, Span<TSum> sums, double scale) =>
            WinnerSums.Add<T, TSum>(Of(planes), Terms<T, TV>.Of(DyOf(planes), scale, Scratch), sums);

        readonly PlaneWinners Of(UnitRange planes)
        {
            int outputs = (int)Geometry.OutputPlane;
            return new(
                Winners.Slice(planes.From * outputs, (planes.To - planes.From) * outputs),
                outputs,
                planes.From * Geometry.InputPlane,
                Form == WinnerForm.ColumnMajor ? Geometry.InputShape[2..] : []);
        }

        readonly ReadOnlySpan<T> DyOf(UnitRange planes)
        {
            int outputs = (int)Geometry.OutputPlane;
            return Dy.Slice(planes.From * outputs, (planes.To - planes.From) * outputs);
        }
    }
}

/// <summary>What the positions of winners count.</summary>
enum WinnerForm
{
    /// <summary>Elements of the whole input, the last axis fastest: ONNX's Indices with storage_order 0.</summary>
    RowMajor,

    /// <summary>Elements of the whole input, inside a plane the first axis fastest: storage_order 1.</summary>
    ColumnMajor,
}
