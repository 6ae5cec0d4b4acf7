using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Gradients of maxima whose winners are known.</summary>
/// <param name="winners">For each output a position, which is in its input plane; −1 for an empty window.</param>
/// <param name="form">What positions count.</param>
readonly ref struct IndexGradientWork(ReadOnlySpan<long> winners, WinnerForm form) : IGradientWork
{
    readonly ReadOnlySpan<long> _winners = winners;

    /// <summary>Of ONNX's Indices.</summary>
    /// <exception cref="InvalidPoolingException">An index outside of the input plane that belongs to its output.</exception>
    public static IndexGradientWork Of(PoolGeometry geometry, ReadOnlySpan<long> indices, long storageOrder)
    {
        MaxIndices.RequireInPlanes(geometry, indices);
        return new IndexGradientWork(indices, storageOrder == 1 ? WinnerForm.ColumnMajor : WinnerForm.RowMajor);
    }

    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        IndexGradientKernel<T> kernel = IndexGradientKernels<T, TSum>.Table.Select(new KernelRequest(geometry, Winners: true));
        // Only read: the spans that are handed on have one form for both.
        Span<long> positions = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(_winners), _winners.Length);
        Spread.Run(dy, [], dx, positions, kernel.Units(geometry), kernel.Cost(geometry), new Call<T> { Kernel = kernel, Geometry = geometry, Form = form });
    }

    struct Call<T> : ISpreadCall<T> where T : unmanaged, INumber<T>
    {
        public IndexGradientKernel<T> Kernel;
        public PoolGeometry Geometry;
        public WinnerForm Form;

        public readonly void Run(ReadOnlySpan<T> dy, ReadOnlySpan<T> second, Span<T> dx, Span<long> winners, int from, int to) =>
            Kernel.Run(Geometry, new UnitRange(from, to), Form, winners, dy, dx);
    }
}
