namespace OnnxPool;

/// <summary>When planes are pooled side by side: see <see cref="GroupWalk{T, TV, L, TL, TJob}"/>.</summary>
static class GroupPlan
{
    // Of a second cache of 512 KB or more, with the lanes of a row.
    const long MostBytes = 256 << 10;

    // Longer rows no longer cost more than their elements.
    const int MostColumns = 40;

    // Times an axis that it may be long with its padding, which is lanes like any other; and a few positions, for short axes.
    const int MostPadding = 4, FewPositions = 16;

    // Planes this far apart share the few lines of one set of a nearest cache.
    const int SetBytes = 4096;

    /// <summary>Groups of all planes.</summary>
    public static int Units(PoolGeometry geometry, int lanes) => geometry.OutputCount == 0 ? 0 : (int)((geometry.Planes + lanes - 1) / lanes);

    /// <summary>Why a geometry is not for this; null if it is.</summary>
    /// <param name="geometry">Where the windows lie.</param>
    /// <param name="lanes">Planes of a group.</param>
    /// <param name="elementSize">Bytes of an element.</param>
    public static string? WhyNot(PoolGeometry geometry, int lanes, int elementSize)
    {
        if (geometry.Layout != PoolLayout.Nchw) return "channels are last, and side by side already";
        if (geometry.OutputCount == 0) return "there is no output";
        if (geometry.Planes < lanes) return "there are fewer planes than lanes";
        if (geometry.InputPlane < lanes) return "planes have fewer elements than a register";
        if (geometry.RowAxis.Input > MostColumns || (geometry.InputPlane + geometry.OutputPlane) * lanes * elementSize > MostBytes) return "planes are large";
        if (geometry.InputPlane * elementSize % SetBytes == 0) return "planes lie so far apart that they push each other out of the cache";
        foreach (PoolAxis axis in geometry.KernelAxes)
            if (((Int128)(axis.Output - 1) * axis.Stride) + axis.Extent > ((Int128)MostPadding * axis.Input) + FewPositions) return "padding is many times as long as the input";
        return null;
    }
}
