namespace OnnxPool.Conformance;

/// <summary>Which elements of X each element of Y is made of.</summary>
abstract class OutputTaps
{
    /// <summary>Positions in X of the taps of an output, in row-major order of its window.</summary>
    public abstract IEnumerable<long> Of(long output);

    /// <summary>The outputs that an element of X is a tap of.</summary>
    public abstract IEnumerable<long> Over(long element);

    /// <summary>Those of a case: windows, the places that MaxUnpool puts elements at, or one for one.</summary>
    public static OutputTaps Of(GradientCase given) =>
        given.Node.Geometry(given.Problem.Shape) is { } geometry ? new Windows(geometry)
        : given.Problem.Version.RequiredInputs > 1 ? new Places(given.Positions)
        : new Places([.. Enumerable.Range(0, given.X.Length).Select(i => (long)i)]);

    sealed class Windows(PoolGeometry geometry) : OutputTaps
    {
        readonly PoolAxis[] _axes = geometry.Axes.ToArray();

        public override IEnumerable<long> Of(long output) =>
            Cross(output, geometry.OutputPlane, a => a.Output, Taps, geometry.InputPlane, a => a.Input);

        public override IEnumerable<long> Over(long element) =>
            Cross(element, geometry.InputPlane, a => a.Input, Covers, geometry.OutputPlane, a => a.Output);

        static long[] Taps(PoolAxis axis, long output)
        {
            (long first, long count) = axis.Window(output);
            var taps = new long[count];
            for (int j = 0; j < taps.Length; j++) taps[j] = first + (j * axis.Dilation);
            return taps;
        }

        static long[] Covers(PoolAxis axis, long element)
        {
            long place = element + axis.PadBegin;
            long last = Math.Min(axis.Output - 1, place / axis.Stride);
            var covers = new List<long>();
            for (long o = Math.Max(0, (place - axis.Extent) / axis.Stride); o <= last; o++)
            {
                long reach = element - axis.Start(o);
                if (reach < axis.Extent && reach % axis.Dilation == 0) covers.Add(o);
            }
            return [.. covers];
        }

        /// <summary>What belongs to a position of one side: every combination of what belongs to it along each axis, in row-major order.</summary>
        IEnumerable<long> Cross(
            long position, long plane, Func<PoolAxis, long> length, Func<PoolAxis, long, long[]> along, long otherPlane, Func<PoolAxis, long> otherLength)
        {
            (long number, long rest) = Math.DivRem(position, plane);
            var lists = new long[_axes.Length][];
            for (int axis = lists.Length - 1; axis >= 0; axis--)
            {
                (rest, long at) = Math.DivRem(rest, length(_axes[axis]));
                lists[axis] = along(_axes[axis], at);
                if (lists[axis].Length == 0) yield break;
            }
            var turn = new int[lists.Length];
            while (true)
            {
                long offset = 0;
                for (int axis = 0; axis < lists.Length; axis++) offset = (offset * otherLength(_axes[axis])) + lists[axis][turn[axis]];
                yield return (number * otherPlane) + offset;
                int last = lists.Length - 1;
                while (last >= 0 && ++turn[last] == lists[last].Length) turn[last--] = 0;
                if (last < 0) yield break;
            }
        }
    }

    sealed class Places(IReadOnlyList<long> places) : OutputTaps
    {
        readonly ILookup<long, long> _taps = places.Select((place, i) => (place, i)).ToLookup(p => p.place, p => (long)p.i);

        public override IEnumerable<long> Of(long output) => _taps[output];

        public override IEnumerable<long> Over(long element) => [places[(int)element]];
    }
}
