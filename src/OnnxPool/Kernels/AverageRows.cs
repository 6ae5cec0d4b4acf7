using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>Adds the input rows under an output row into one row of column sums, then adds along the windows of that row.</summary>
sealed class AverageRows<T, TSum>() : AverageKernel<T, TSum>("average-rows")
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    protected override string? Refuses(KernelRequest request) =>
        request.Geometry.Axes.Length == 1 ? "one axis has no rows to add" : null;

    public override void Run(PoolGeometry geometry, UnitRange units, bool includePad, ReadOnlySpan<T> x, Span<T> y)
    {
        int rowInput = (int)geometry.RowAxis.Input;
        TSum[] scratch = ArrayPool<TSum>.Shared.Rent(rowInput);
        var action = new Action { Axis = geometry.RowAxis, IncludePad = includePad, Columns = scratch.AsSpan(0, rowInput), Y = y };
        RowWalk.Run(geometry, x, units, ref action);
        ArrayPool<TSum>.Shared.Return(scratch);
    }

    ref struct Action : IRowAction<T>
    {
        public PoolAxis Axis;
        public bool IncludePad;
        public Span<TSum> Columns;
        public Span<T> Y;

        public readonly void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output)
        {
            Columns.Clear();
            foreach (int offset in taps)
                Add(plane.Slice(offset, Columns.Length), Columns);
            for (int o = 0; o < Axis.Output; o++)
                Y[output + o] = Divide(Sum(Columns, Axis, o), plane, taps, Axis, o, paddedRows, IncludePad);
        }
    }

    static void Add(ReadOnlySpan<T> row, Span<TSum> columns)
    {
        for (int i = 0; i < columns.Length; i++) columns[i] += row[i];
    }

    static TSum Sum(ReadOnlySpan<TSum> columns, PoolAxis axis, int output)
    {
        (long first, long count) = axis.Window(output);
        TSum sum = default;
        for (int column = (int)first; count > 0; count--, column += (int)axis.Dilation) sum += columns[column];
        return sum;
    }
}
