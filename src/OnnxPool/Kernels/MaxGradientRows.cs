using System.Numerics;

namespace OnnxPool;

/// <summary>Small windows: their winners, a few rows at a time, then for each element what came for the windows that it won.</summary>
/// <typeparam name="T">Element of 16 or 32 bits.</typeparam>
/// <typeparam name="TI">Register of int.</typeparam>
/// <typeparam name="TV">Register of double of the same width.</typeparam>
sealed class MaxGradientRows<T, TI, TV>(int bits) : GradientKernel<T, MaxGradient>("max-gradient-rows", bits)
    where T : unmanaged, INumber<T>
    where TI : struct, ISimd<TI, int>
    where TV : struct, ISimd<TV, double>
{
    // Windows over an element that it asks in turn, in less time than a winner takes to be added to.
    const int MostWindows = 16;

    protected override string? Refuses(KernelRequest request) =>
        request.Ties != TiePolicy.First ? "it finds one winner for each window"
        : request.Geometry.Under.MaxTaps > 1 ? "it is slower than others where windows have several rows"
        : (long)request.Geometry.Over.MaxTaps * request.Geometry.ColumnsOver.MaxCount > MostWindows ? $"more than {MostWindows} windows share an element"
        : WinnerGather<T, TV>.WhyNot(request.Geometry);

    /// <summary>Input rows.</summary>
    public override int Units(PoolGeometry geometry) => (int)geometry.Planes * geometry.Over.Rows;

    public override void Run(PoolGeometry geometry, UnitRange units, MaxGradient rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        var winners = new RowWinners<T, TI>(geometry);
        var gather = new WinnerGather<T, TV>(geometry);
        int rows = geometry.Over.Rows, most = WinnerGather<T, TV>.Rows(geometry);
        int length = (int)geometry.RowAxis.Input, width = (int)geometry.RowAxis.Output;
        for (int unit = units.From; unit < units.To;)
        {
            (int plane, int from) = Math.DivRem(unit, rows);
            int to = Math.Min(Math.Min(rows, from + units.To - unit), from + most);
            (int first, int end) = gather.Open(from, to);
            if (first < end) winners.Find(first, end, x[(plane * (int)geometry.InputPlane)..]);
            for (int row = first; row < end; row++) gather.Take(row, winners.Of(row), 0, dy[((plane * (int)geometry.OutputPlane) + (row * width))..]);
            gather.Run(from, to, dx.Slice(unit * length, (to - from) * length));
            unit += to - from;
        }
        winners.Dispose();
        gather.Dispose();
    }
}
