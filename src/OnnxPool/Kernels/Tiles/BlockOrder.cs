using System.Numerics;

namespace OnnxPool;

/// <summary>When windows are built of blocks, and of which: see <see cref="Blocks{T, L, TV, TJob}"/>.</summary>
static class BlockOrder
{
    /// <summary>Blocks of which a longer one is made.</summary>
    public const int Base = 4;

    // Up to here a window costs no more tap by tap.
    const int LongestByTaps = 8;

    /// <summary>Whether the windows along an axis are built of blocks: if they are long, and there are several to share them.</summary>
    public static bool IsUsed(PoolAxis axis) => axis.Kernel > LongestByTaps && axis.Output > 1;

    /// <summary>Whether columns are built of blocks: down an axis that is the only one beside the rows.</summary>
    public static bool IsUsedDown(PoolGeometry geometry) => geometry.KernelAxes.Length == 2 && IsUsed(geometry.KernelAxes[0]);

    /// <summary>How many lengths of blocks there are in a window.</summary>
    public static int Levels(long kernel) => (BitOperations.Log2((ulong)kernel) / 2) + 1;

    /// <summary>Taps of a block of a size: 1, 4, 16, …</summary>
    public static long Length(int size) => 1L << (2 * size);

    /// <summary>How many blocks of a length stand beside longer ones in a window.</summary>
    public static int Digit(long kernel, long length) => (int)(kernel / length % Base);
}
