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

    sealed class Windows : OutputTaps
    {
        readonly PoolGeometry _geometry;
        readonly int[][][] _taps;
        readonly int[][][] _over;

        public Windows(PoolGeometry geometry)
        {
            _geometry = geometry;
            bool isEmpty = geometry.InputCount == 0 || geometry.OutputCount == 0;
            _taps = isEmpty ? [] : [.. geometry.Axes.ToArray().Select(Taps)];
            _over = isEmpty ? [] : [.. geometry.Axes.ToArray().Zip(_taps, (axis, taps) => Turned(taps, (int)axis.Input))];
        }

        public override IEnumerable<long> Of(long output) => Cross(output, _taps, _over, _geometry.OutputPlane, _geometry.InputPlane);

        public override IEnumerable<long> Over(long element) => Cross(element, _over, _taps, _geometry.InputPlane, _geometry.OutputPlane);

        static int[][] Taps(PoolAxis axis) =>
            [.. Enumerable.Range(0, (int)axis.Output).Select(o =>
            {
                (long first, long count) = axis.Window(o);
                return Enumerable.Range(0, (int)count).Select(j => (int)(first + (j * axis.Dilation))).ToArray();
            })];

        static int[][] Turned(int[][] taps, int length)
        {
            var over = new List<int>[length];
            for (int i = 0; i < length; i++) over[i] = [];
            for (int o = 0; o < taps.Length; o++)
                foreach (int tap in taps[o]) over[tap].Add(o);
            return [.. over.Select(o => o.ToArray())];
        }

        // A plane of this side has as many positions along an axis as that axis has lists; on the other side, as many as its lists have there.
        static IEnumerable<long> Cross(long position, int[][][] here, int[][][] there, long herePlane, long therePlane)
        {
            if (here.Length == 0) yield break;
            (long plane, long rest) = Math.DivRem(position, herePlane);
            var lists = new int[here.Length][];
            for (int axis = here.Length - 1; axis >= 0; axis--)
            {
                (rest, long at) = Math.DivRem(rest, here[axis].Length);
                lists[axis] = here[axis][at];
                if (lists[axis].Length == 0) yield break;
            }
            var turn = new int[lists.Length];
            while (true)
            {
                long offset = 0;
                for (int axis = 0; axis < lists.Length; axis++) offset = (offset * there[axis].Length) + lists[axis][turn[axis]];
                yield return (plane * therePlane) + offset;
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
