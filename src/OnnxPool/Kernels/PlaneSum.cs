using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>
/// The sum of a whole plane, where lanes cannot be outputs with NCHW: 16 partial sums, of every sixteenth element each, one after another, beginning
/// with what is left past whole sixteens; then the sum of each and the one half as many places on, until one is left. So no register has more lanes
/// than there are partial sums. With NHWC lanes are channels, and each adds in this order too.
/// </summary>
static class PlaneSum
{
    /// <summary>Partial sums.</summary>
    public const int Parts = 16;

    /// <summary>Why a kernel for whole planes along the rows cannot take a geometry.</summary>
    public const string Refusal = "windows are not whole planes along the rows";

    /// <summary>Why a kernel that adds element by element cannot take a geometry.</summary>
    public const string OtherOrder = "windows are whole planes along the rows, which are added in another order";

    /// <summary>Whether the windows of a geometry are whole planes.</summary>
    public static bool IsUsed(PoolGeometry geometry) => geometry.KernelSpatialAxes is [{ IsWhole: true }];

    /// <summary>Whether the windows of a geometry are whole planes, of neighbours: with NCHW.</summary>
    public static bool IsUsedAlong(PoolGeometry geometry) => geometry.Layout == PoolLayout.Nchw && IsUsed(geometry);

    /// <summary>Whether the windows of a geometry are whole planes, of rows of channels: with NHWC.</summary>
    public static bool IsUsedDown(PoolGeometry geometry) => geometry.Layout == PoolLayout.Nhwc && IsUsed(geometry);

    /// <summary>The sum, element by element.</summary>
    public static TSum Of<T, TSum>(in WindowElements<T> plane)
        where T : unmanaged, INumber<T>
        where TSum : struct, IElementSum<TSum, T>
    {
        var parts = default(PartialSums<TSum>);
        int whole = plane.Columns - (plane.Columns % Parts);
        for (int i = whole; i < plane.Columns; i++) parts[i - whole] += plane[0, i];
        for (int i = 0; i < whole; i++) parts[i % Parts] += plane[0, i];
        for (int half = Parts / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++) parts[i] += parts[i + half];
        return parts[0];
    }
}

/// <summary>Room for partial sums.</summary>
[InlineArray(PlaneSum.Parts)]
struct PartialSums<TSum>
{
    TSum _first;
}
