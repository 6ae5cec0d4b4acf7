using System.Collections.Concurrent;
using System.Numerics;

namespace OnnxPool.Conformance;

/// <summary>
/// Every axis of the sweep: all inputs, kernels, strides, dilations and pads up to small bounds, sorted by what is true of them. What no axes
/// of the catalog meet is impossible: a test holds that larger bounds make no pair or triple of levels possible.
/// </summary>
sealed class AxisCatalog
{
    static readonly Lazy<AxisCatalog> s_pooling = new(() => new AxisCatalog(PoolingAxes(AxisBounds.Sweep)));
    static readonly Lazy<AxisCatalog> s_unpooling = new(() => new AxisCatalog(UnpoolingAxes(AxisBounds.Sweep)));

    const int Smallest = 2;

    readonly AxisFacts[] _classes;
    readonly PoolAxis[][] _axes;

    // Operators ask the same again and again; all share one catalog.
    readonly ConcurrentDictionary<(AxisDemand, int), bool> _canMeet = [];

    AxisCatalog(IEnumerable<(AxisFacts Facts, PoolAxis Axis)> axes)
    {
        var classes = axes.GroupBy(a => a.Facts, a => a.Axis).OrderBy(c => c.Key).ToList();
        _classes = [.. classes.Select(c => c.Key)];
        // Small ones first: equal ones keep the order in which they were listed.
        _axes = [.. classes.Select(c => c.OrderBy(Size).ToArray())];
    }

    /// <summary>Axes of MaxPool, AveragePool and LpPool.</summary>
    public static AxisCatalog Pooling => s_pooling.Value;

    /// <summary>Axes of MaxUnpool, each with at least one place in the output.</summary>
    public static AxisCatalog Unpooling => s_unpooling.Value;

    /// <summary>Another catalog, for comparison.</summary>
    public static AxisCatalog WithBounds(AxisBounds bounds, bool unpool) => new(unpool ? UnpoolingAxes(bounds) : PoolingAxes(bounds));

    /// <summary>All that is true of some axis: axes of the same facts meet the same demands.</summary>
    public IReadOnlyList<AxisFacts> Classes => _classes;

    /// <summary>Whether so many axes can meet a demand together.</summary>
    public bool CanMeet(AxisDemand demand, int count) => _canMeet.GetOrAdd((demand, count), d => Search(d.Item1, d.Item2));

    bool Search(AxisDemand demand, int count)
    {
        ulong need = Need(demand);
        bool any = false;
        var offers = new HashSet<ulong>();
        foreach (AxisFacts axis in _classes)
        {
            if (!IsUsable(axis, demand)) continue;
            any = true;
            ulong offer = Offer(axis, demand);
            if (offer == need) return true;
            offers.Add(offer);
        }
        return any && CanCover([.. offers], need, count);
    }

    /// <summary>So many axes that meet a demand together, which can be met.</summary>
    /// <param name="demand">What they are to be like.</param>
    /// <param name="count">How many.</param>
    /// <param name="small">Whether to take one of the smallest axes of each kind.</param>
    /// <param name="random">Decides among the others.</param>
    public PoolAxis[] Pick(AxisDemand demand, int count, bool small, SeededRandom random)
    {
        int[] usable = [.. Enumerable.Range(0, _classes.Length).Where(i => IsUsable(_classes[i], demand))];
        var picked = new List<int>();
        if (!TryCover(Need(demand), count)) throw new ArgumentException($"no {count} axes meet {demand}", nameof(demand));
        while (picked.Count < count) picked.Add(usable[random.Below(usable.Length)]);
        for (int i = count - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (picked[i], picked[other]) = (picked[other], picked[i]);
        }
        return [.. picked.Select(i => _axes[i][random.Below(small ? Math.Min(_axes[i].Length, Smallest) : _axes[i].Length)])];

        bool TryCover(ulong need, int left)
        {
            if (need == 0) return true;
            if (left == 0) return false;
            ulong first = need & (~need + 1);
            int start = random.Below(usable.Length);
            for (int i = 0; i < usable.Length; i++)
            {
                int candidate = usable[(start + i) % usable.Length];
                ulong offer = Offer(_classes[candidate], demand);
                if ((offer & first) == 0) continue;
                picked.Add(candidate);
                if (TryCover(need & ~offer, left - 1)) return true;
                picked.RemoveAt(picked.Count - 1);
            }
            return false;
        }
    }

    static long Size(PoolAxis axis) => axis.Input + (axis.Output * axis.Kernel);

    static bool IsUsable(AxisFacts axis, AxisDemand demand) => (axis & demand.All) == demand.All && (axis & demand.None) == 0;

    // What some axis must have in the low half, what some axis must not have in the high half.
    static ulong Need(AxisDemand demand) => (uint)demand.Some | ((ulong)demand.SomeNot << 32);

    static ulong Offer(AxisFacts axis, AxisDemand demand) => (uint)(axis & demand.Some) | ((ulong)(~axis & demand.SomeNot) << 32);

    static bool CanCover(ulong[] offers, ulong need, int count)
    {
        if (need == 0) return true;
        if (count == 0) return false;
        ulong first = 1UL << BitOperations.TrailingZeroCount(need);
        foreach (ulong offer in offers)
            if ((offer & first) != 0 && CanCover(offers, need & ~offer, count - 1)) return true;
        return false;
    }

    static IEnumerable<(AxisFacts, PoolAxis)> PoolingAxes(AxisBounds bounds)
    {
        foreach (bool ceil in (bool[])[false, true])
        {
            foreach ((long kernel, long stride) in bounds.Windows())
            {
                for (long dilation = 1; dilation <= bounds.Dilation; dilation++)
                {
                    for (long input = 1; input <= bounds.Input; input++)
                    {
                        PoolAxis same = Resolve(input, kernel, stride, dilation, 0, 0, ceil, "SAME_UPPER");
                        yield return (WindowAxes.Facts(same, same: true, ceil), same);
                        foreach ((long begin, long end) in bounds.Pads(kernel))
                        {
                            // So far beyond the padded input that the size would be negative.
                            if (input + begin + end + stride < ((kernel - 1) * dilation) + 1) continue;
                            PoolAxis axis = Resolve(input, kernel, stride, dilation, begin, end, ceil, "NOTSET");
                            yield return (WindowAxes.Facts(axis, same: false, ceil), axis);
                        }
                    }
                }
            }
        }
    }

    static PoolAxis Resolve(long input, long kernel, long stride, long dilation, long begin, long end, bool ceil, string autoPad) =>
        PoolGeometry.Resolve([1, 1, input], new PoolAttributes
        {
            KernelShape = [kernel],
            Strides = [stride],
            Dilations = [dilation],
            Pads = [begin, end],
            CeilMode = ceil ? 1 : 0,
            AutoPad = autoPad,
        }).Axes[0];

    static IEnumerable<(AxisFacts, PoolAxis)> UnpoolingAxes(AxisBounds bounds)
    {
        foreach ((long kernel, long stride) in bounds.Windows())
        {
            for (long input = 1; input <= bounds.Input; input++)
            {
                foreach ((long begin, long end) in bounds.Pads(kernel))
                {
                    // No place for the elements.
                    if (((input - 1) * stride) + kernel <= begin + end) continue;
                    var attributes = new PoolAttributes { KernelShape = [kernel], Strides = [stride], Pads = [begin, end] };
                    long output = MaxUnpool.OutputShape([1, 1, input], attributes)[2];
                    var axis = new PoolAxis(input, output, kernel, stride, 1, begin, end);
                    yield return (WindowAxes.UnpoolFacts(axis), axis);
                }
            }
        }
    }
}
