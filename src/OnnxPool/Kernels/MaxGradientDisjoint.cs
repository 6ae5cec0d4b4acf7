using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>
/// Windows that share no element, a register of outputs at a time: the maximum of each, then every element's part of the gradient, zeros too,
/// written once. Nothing is added up.
/// </summary>
/// <typeparam name="T">Element.</typeparam>
/// <typeparam name="TKey">Integer of its size.</typeparam>
/// <typeparam name="TV">Register of those.</typeparam>
sealed class MaxGradientDisjoint<T, TKey, TV>(int bits) : GradientKernel<T, MaxGradient>("max-gradient-disjoint", bits)
    where T : unmanaged, INumber<T>
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    where TV : struct, ISimd<TV, TKey>
{
    protected override string? Refuses(KernelRequest request) =>
        request.Ties == TiePolicy.Equal ? "it does not count ties"
        : TV.Count > 1 && new DisjointRun(request.Geometry.RowAxis, TV.Count).To == 0 ? "rows have no register of windows with one or two neighbouring taps"
        : DisjointWalk.WhyNot(request.Geometry);

    /// <summary>Output rows.</summary>
    public override int Units(PoolGeometry geometry) => geometry.OutputRows;

    public override void Run(PoolGeometry geometry, UnitRange units, MaxGradient rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        var action = new Action
        {
            Axis = geometry.RowAxis,
            Register = new DisjointRun(geometry.RowAxis, TV.Count),
            Plane = (int)geometry.InputPlane,
            OutputPlane = (int)geometry.OutputPlane,
            All = rule.Ties == TiePolicy.All,
            X = x,
            Dy = dy,
        };
        DisjointWalk.Run(geometry, units, dx, ref action);
    }

    ref struct Action : IDisjointRows<T>
    {
        public PoolAxis Axis;
        public DisjointRun Register;
        public int Plane;
        public int OutputPlane;
        public bool All;
        public ReadOnlySpan<T> X;
        public ReadOnlySpan<T> Dy;

        public readonly void Compute(int plane, int row, ReadOnlySpan<int> taps, Span<T> target)
        {
            ReadOnlySpan<T> x = X.Slice(plane * Plane, Plane);
            ReadOnlySpan<T> dy = Dy.Slice((plane * OutputPlane) + (row * (int)Axis.Output), (int)Axis.Output);
            foreach (int offset in taps) Register.ClearOutside(target.Slice(offset, (int)Axis.Input));
            if (Register.From < Register.To)
            {
                // Safety: taps begin rows of the plane, and the run lies inside the row; x and target are planes, dy is the output row.
                ref TKey elements = ref BitsOf(in MemoryMarshal.GetReference(x));
                ref TKey gradients = ref BitsOf(in MemoryMarshal.GetReference(dy));
                ref TKey results = ref BitsOf(in MemoryMarshal.GetReference(target));
                if (Axis.Stride == 1) Singles(ref elements, ref gradients, ref results, taps);
                else if (Axis.Kernel == 1) Firsts(ref elements, ref gradients, ref results, taps);
                else Pairs(ref elements, ref gradients, ref results, taps);
            }
            for (int o = 0; o < Register.From; o++) One(x, dy[o], target, taps, o);
            for (int o = Register.To; o < dy.Length; o++) One(x, dy[o], target, taps, o);
        }

        /// <summary>Windows of one column, side by side.</summary>
        readonly void Singles(ref TKey x, ref TKey dy, ref TKey dx, ReadOnlySpan<int> taps)
        {
            for (int o = Register.From; o < Register.To; o += TV.Count)
            {
                o = Math.Min(o, Register.To - TV.Count);
                int i = Register.Begin + o - Register.From;
                TV best = Key(ref x, taps[0] + i);
                foreach (int offset in taps[1..]) best = TV.Max(best, Key(ref x, offset + i));
                TV rest = SingleSum<T, TKey>.Of(At(ref dy, o));
                foreach (int offset in taps)
                    TV.Store(Take(best, Key(ref x, offset + i), ref rest), ref Unsafe.Add(ref dx, offset + i));
            }
        }

        /// <summary>Windows of one column, with one column between them that belongs to none.</summary>
        readonly void Firsts(ref TKey x, ref TKey dy, ref TKey dx, ReadOnlySpan<int> taps)
        {
            TV zero = TV.Create(TKey.Zero);
            for (int o = Register.From; o < Register.To; o += TV.Count)
            {
                o = Math.Min(o, Register.To - TV.Count);
                int i = Register.Begin + (2 * (o - Register.From));
                TV best = Even(ref x, taps[0] + i);
                foreach (int offset in taps[1..]) best = TV.Max(best, Even(ref x, offset + i));
                TV rest = SingleSum<T, TKey>.Of(At(ref dy, o));
                foreach (int offset in taps) StorePairs(Take(best, Even(ref x, offset + i), ref rest), zero, ref dx, offset + i);
            }
        }

        /// <summary>Windows of two columns, side by side.</summary>
        readonly void Pairs(ref TKey x, ref TKey dy, ref TKey dx, ReadOnlySpan<int> taps)
        {
            for (int o = Register.From; o < Register.To; o += TV.Count)
            {
                o = Math.Min(o, Register.To - TV.Count);
                int i = Register.Begin + (2 * (o - Register.From));
                Prefetch.Line(in Unsafe.Add(ref dy, o));
                TV rest = SingleSum<T, TKey>.Of(At(ref dy, o));
                (TV even, TV odd) = Pair(ref x, taps[0] + i);
                if (taps.Length == 2)
                {
                    (TV evenBelow, TV oddBelow) = Pair(ref x, taps[1] + i);
                    TV largest = TV.Max(TV.Max(even, odd), TV.Max(evenBelow, oddBelow));
                    StorePairs(Take(largest, even, ref rest), Take(largest, odd, ref rest), ref dx, taps[0] + i);
                    StorePairs(Take(largest, evenBelow, ref rest), Take(largest, oddBelow, ref rest), ref dx, taps[1] + i);
                    continue;
                }
                TV best = TV.Max(even, odd);
                foreach (int offset in taps[1..])
                {
                    (even, odd) = Pair(ref x, offset + i);
                    best = TV.Max(best, TV.Max(even, odd));
                }
                foreach (int offset in taps)
                {
                    (even, odd) = Pair(ref x, offset + i);
                    StorePairs(Take(best, even, ref rest), Take(best, odd, ref rest), ref dx, offset + i);
                }
            }
        }

        /// <summary>What elements get: the rest of what came for their windows if they hold the maximum, which of the first in row-major order leaves none.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly TV Take(TV best, TV key, ref TV rest)
        {
            TV zero = TV.Create(TKey.Zero);
            TV beaten = TV.GreaterThan(best, key);
            TV taken = TV.Select(beaten, zero, rest);
            if (!All) rest = TV.Select(beaten, rest, zero);
            return taken;
        }

        /// <summary>One window, any. Its elements are 0 yet.</summary>
        readonly void One(ReadOnlySpan<T> plane, T gradient, Span<T> target, ReadOnlySpan<int> taps, int output)
        {
            (long first, long count) = Axis.Window(output);
            TKey best = TKey.MinValue;
            foreach (int offset in taps)
            {
                int i = offset + (int)first;
                for (long n = count; n > 0; n--, i += (int)Axis.Dilation) best = TKey.Max(best, KeyOf(plane[i]));
            }
            foreach (int offset in taps)
            {
                int i = offset + (int)first;
                for (long n = count; n > 0; n--, i += (int)Axis.Dilation)
                {
                    if (KeyOf(plane[i]) != best) continue;
                    target[i] = Unsafe.BitCast<TKey, T>(SingleSum<T, TKey>.Of(gradient));
                    if (!All) return;
                }
            }
        }
    }

    static ref TKey BitsOf(ref readonly T element) => ref Unsafe.As<T, TKey>(ref Unsafe.AsRef(in element));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV At(ref TKey x, int i) => TV.Load(in Unsafe.Add(ref x, i));

    static TKey KeyOf(T element)
    {
        TKey key = default;
        Simd1<TKey>.Store(new OrderKey<T, TKey, Simd1<TKey>>().Of(Simd1<TKey>.Create(Unsafe.BitCast<T, TKey>(element))), ref key);
        return key;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Key(ref TKey x, int i) => new OrderKey<T, TKey, TV>().Of(At(ref x, i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Even(ref TKey x, int i) => new OrderKey<T, TKey, TV>().Of(TV.Even(At(ref x, i), At(ref x, i + TV.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (TV Even, TV Odd) Pair(ref TKey x, int i)
    {
        Prefetch.Line(in Unsafe.Add(ref x, i));
        Prefetch.Line(in Unsafe.Add(ref x, i + TV.Count));
        TV low = Key(ref x, i), high = Key(ref x, i + TV.Count);
        return (TV.Even(low, high), TV.Odd(low, high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void StorePairs(TV even, TV odd, ref TKey target, int i)
    {
        Prefetch.Line(in Unsafe.Add(ref target, i));
        Prefetch.Line(in Unsafe.Add(ref target, i + TV.Count));
        TV.Store(TV.ZipLow(even, odd), ref Unsafe.Add(ref target, i));
        TV.Store(TV.ZipHigh(even, odd), ref Unsafe.Add(ref target, i + TV.Count));
    }
}
