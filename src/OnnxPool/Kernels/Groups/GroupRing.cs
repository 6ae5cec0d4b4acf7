using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Which input rows are kept at a time where gradients are added to planes side by side.</summary>
readonly struct GroupRing
{
    // Of a second cache of 512 KB or more.
    const long MostBytes = 384 << 10;

    // The widest register's, so that no other one takes what is too large for that.
    const int MostLanes = 16;

    // Positions that are turned at a time, so that little of a square is turned twice.
    const int StripPositions = 64;

    // Elements of a plane of which the next ones are asked for in time.
    const int MostPlane = 2048;

    const int FarInPlane = 256;

    // Above it rows are long enough to be searched one by one.
    const int LargestPlane = 1 << 12;

    public GroupRing(PoolGeometry geometry)
    {
        (Width, Plane) = ((int)geometry.RowAxis.Input, (int)geometry.InputPlane);
        int rows = geometry.Over.Rows;
        StripRows = Math.Clamp(StripPositions / Width, 1, rows);
        // With more axes than two an output row may be over rows far apart.
        Rows = geometry.KernelAxes.Length == 2 ? (int)Math.Min(rows, geometry.KernelAxes[0].Extent + StripRows) : rows;
    }

    /// <summary>Elements of a row.</summary>
    public int Width { get; }

    /// <summary>Elements of a plane.</summary>
    public int Plane { get; }

    /// <summary>Rows of the ring.</summary>
    public int Rows { get; }

    /// <summary>Elements of the ring.</summary>
    public int Positions => Rows * Width;

    /// <summary>Rows that are turned at a time.</summary>
    public int StripRows { get; }

    /// <summary>Why a geometry is not for this; null if it is.</summary>
    /// <param name="geometry">Where the windows lie.</param>
    /// <param name="lanes">Planes of a group.</param>
    public static string? WhyNot(PoolGeometry geometry, int lanes)
    {
        if (geometry.InputPlane > LargestPlane) return "planes are large";
        if (geometry.Planes < lanes) return "there are fewer planes than lanes";
        if (geometry.InputPlane < lanes || geometry.OutputPlane < lanes) return "planes have fewer elements than a register";
        var ring = new GroupRing(geometry);
        // A sum for each element, and for each output a key and a place.
        long bytes = ring.Rows * (geometry.RowAxis.Input + geometry.RowAxis.Output) * MostLanes * sizeof(double);
        return bytes > MostBytes ? "planes are large" : null;
    }

    /// <summary>Elements from what is turned to what is asked for: the next planes where they are small, otherwise some way on in the same ones.</summary>
    /// <param name="plane">Elements of a plane.</param>
    /// <param name="lanes">Planes of a group.</param>
    public static int Ahead(int plane, int lanes) => plane <= MostPlane ? plane * lanes : FarInPlane;

    /// <summary>Turns the elements of planes from one position to another, or a few more on either side.</summary>
    /// <param name="planes">The first plane.</param>
    /// <param name="plane">Elements of a plane.</param>
    /// <param name="from">The first position.</param>
    /// <param name="to">Where the positions end.</param>
    /// <param name="target">Receives them, and others before and behind, less than a square each.</param>
    public static void Join<T, TV>(ref T planes, int plane, int from, int to, ref T target)
        where T : unmanaged, System.Numerics.INumber<T>
        where TV : struct, ISimd<TV, T>
    {
        for (int i = from; i < to; i += TV.Count)
        {
            int at = Math.Min(i, plane - TV.Count);
            PlaneTurn<T, TV>.Turn(ref Unsafe.Add(ref planes, at), plane, ref Unsafe.Add(ref target, (at - from) * TV.Count), TV.Count, Ahead(plane, TV.Count));
        }
    }
}
