using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Windows that share no element: each element gets its one quotient.</summary>
sealed class AverageGradientDisjoint<T, TV>(int bits) : GradientKernel<T, AverageGradient>("average-gradient-disjoint", bits)
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, double>
{
    protected override string? Refuses(KernelRequest request) => DisjointWalk.WhyNot(request.Geometry);

    /// <summary>Output rows.</summary>
    public override int Units(PoolGeometry geometry) => geometry.OutputRows;

    public override void Run(PoolGeometry geometry, UnitRange units, AverageGradient rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        var divisors = new AverageDivisors<T>(geometry, rule.IncludePad);
        var action = new Action
        {
            Axis = geometry.RowAxis,
            Register = new DisjointRun(geometry.RowAxis, TV.Count),
            OutputPlane = (int)geometry.OutputPlane,
            Divisors = divisors,
            Dy = dy,
        };
        DisjointWalk.Run(geometry, units, dx, ref action);
        divisors.Dispose();
    }

    ref struct Action : IDisjointRows<T>
    {
        public PoolAxis Axis;
        public DisjointRun Register;
        public int OutputPlane;
        public AverageDivisors<T> Divisors;
        public ReadOnlySpan<T> Dy;

        public void Compute(int plane, int row, ReadOnlySpan<int> taps, Span<T> target)
        {
            ReadOnlySpan<T> dy = Dy.Slice((plane * OutputPlane) + (row * (int)Axis.Output), (int)Axis.Output);
            ReadOnlySpan<double> factors = Divisors.Of(row, taps.Length);
            foreach (int offset in taps) Register.ClearOutside(target.Slice(offset, (int)Axis.Input));
            if (Register.From < Register.To)
            {
                // Safety: the run's outputs lie inside of the output row, its elements inside of each input row.
                ref T gradients = ref MemoryMarshal.GetReference(dy), elements = ref MemoryMarshal.GetReference(target);
                ref double factor = ref Unsafe.AsRef(in MemoryMarshal.GetReference(factors));
                if (Axis.Stride == 1) Singles(ref gradients, ref factor, ref elements, taps);
                else Pairs(ref gradients, ref factor, ref elements, taps);
            }
            for (int o = 0; o < Register.From; o++) One(dy[o], factors[o], o, target, taps);
            for (int o = Register.To; o < dy.Length; o++) One(dy[o], factors[o], o, target, taps);
        }

        readonly void Singles(ref T dy, ref double factors, ref T dx, ReadOnlySpan<int> taps)
        {
            for (int o = Register.From; o < Register.To; o += TV.Count)
            {
                o = Math.Min(o, Register.To - TV.Count);
                TV quotient = Quotient(ref dy, ref factors, o);
                ref T element = ref Unsafe.Add(ref dx, Register.Begin + o - Register.From);
                foreach (int offset in taps)
                {
                    Prefetch.Line(in Unsafe.Add(ref element, offset));
                    TV.Write(quotient, ref Unsafe.Add(ref element, offset));
                }
            }
        }

        readonly void Pairs(ref T dy, ref double factors, ref T dx, ReadOnlySpan<int> taps)
        {
            bool hasGaps = Axis.Kernel == 1;
            for (int o = Register.From; o < Register.To; o += TV.Count)
            {
                o = Math.Min(o, Register.To - TV.Count);
                TV quotient = Quotient(ref dy, ref factors, o), second = hasGaps ? TV.Create(0) : quotient;
                TV low = TV.ZipLow(quotient, second), high = TV.ZipHigh(quotient, second);
                ref T element = ref Unsafe.Add(ref dx, Register.Begin + (2 * (o - Register.From)));
                foreach (int offset in taps)
                {
                    ref T to = ref Unsafe.Add(ref element, offset);
                    Prefetch.Line(in to);
                    TV.Write(low, ref to);
                    TV.Write(high, ref Unsafe.Add(ref to, TV.Count));
                }
            }
        }

        /// <summary>A sum starts from +0, so that none is −0.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TV Quotient(ref T dy, ref double factors, int o)
        {
            Prefetch.Line(in Unsafe.Add(ref dy, o));
            return TV.Create(0) + AverageDivisors<T>.Quotient(TV.Read(in Unsafe.Add(ref dy, o)), TV.Load(in Unsafe.Add(ref factors, o)));
        }

        readonly void One(T gradient, double factor, int output, Span<T> target, ReadOnlySpan<int> taps)
        {
            (long first, long count) = Axis.Window(output);
            if (count == 0) return;
            T quotient = T.CreateTruncating(0 + AverageDivisors<T>.Quotient(double.CreateTruncating(gradient), factor));
            foreach (int offset in taps)
            {
                int i = offset + (int)first;
                if (Axis.Dilation == 1) target.Slice(i, (int)count).Fill(quotient);
                else for (long n = count; n > 0; n--, i += (int)Axis.Dilation) target[i] = quotient;
            }
        }
    }
}
