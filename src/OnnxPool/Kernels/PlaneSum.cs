using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>
/// The sum of a whole plane, where lanes cannot be outputs: 16 partial sums, of every sixteenth element each, one after another, beginning with
/// what is left past whole sixteens; then the sum of each and the one half as many places on, until one is left. So no register has more lanes
/// than there are partial sums.
/// </summary>
static class PlaneSum
{
    /// <summary>Partial sums.</summary>
    public const int Parts = 16;

    /// <summary>Why a kernel for whole planes cannot take a geometry.</summary>
    public const string Refusal = "windows are not whole planes of one axis";

    /// <summary>Why another kernel cannot take what these do.</summary>
    public const string OtherOrder = "windows are whole planes of one axis, which are added in another order";

    /// <summary>Whether the windows of a geometry are planes of one axis, one window each.</summary>
    public static bool IsUsed(PoolGeometry geometry) =>
        geometry.Axes.Length == 1 && geometry.RowAxis is { Output: 1, PadBegin: 0, Dilation: 1 } axis && axis.Kernel == axis.Input;

    /// <summary>The sum, element by element.</summary>
    public static TSum Of<T, TSum>(ReadOnlySpan<T> plane)
        where T : unmanaged, INumber<T>
        where TSum : struct, IElementSum<TSum, T>
    {
        var parts = default(PartialSums<TSum>);
        int whole = plane.Length - (plane.Length % Parts);
        for (int i = whole; i < plane.Length; i++) parts[i - whole] += plane[i];
        for (int i = 0; i < whole; i++) parts[i % Parts] += plane[i];
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
