using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Windows that share no element: each element gets its one quotient. The first row under an output row is formed, the others are copies.</summary>
sealed class AverageGradientDisjoint<T, TV>(int bits) : GradientKernel<T, AverageGradient>("average-gradient-disjoint", bits)
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, double>
{
    protected override string? Refuses(KernelRequest request) => DisjointWalk.WhyNot(request.Geometry);

    /// <summary>Output rows.</summary>
    public override int Units(PoolGeometry geometry) => geometry.OutputRows;

    public override void Run(PoolGeometry geometry, UnitRange units, AverageGradient rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        using var divisors = new AverageDivisors(geometry, rule.IncludePad);
        var action = new Action
        {
            Axis = geometry.RowAxis,
            Register = new DisjointRun(geometry.RowAxis, TV.Count),
            OutputPlane = (int)geometry.OutputPlane,
            Divisors = divisors,
            Dy = dy,
        };
        DisjointWalk.Run(geometry, units, dx, ref action);
    }

    ref struct Action : IDisjointRows<T>
    {
        public PoolAxis Axis;
        public DisjointRun Register;
        public int OutputPlane;
        public AverageDivisors Divisors;
        public ReadOnlySpan<T> Dy;

        public readonly void Compute(int plane, int row, ReadOnlySpan<int> taps, Span<T> target)
        {
            ReadOnlySpan<T> dy = Dy.Slice((plane * OutputPlane) + (row * (int)Axis.Output), (int)Axis.Output);
            Span<T> first = target.Slice(taps[0], (int)Axis.Input);
            double divisor = Divisors.Row(row, taps.Length);
            Register.ClearOutside(first);
            if (Register.From < Register.To) Run(dy, divisor, first);
            for (int o = 0; o < Register.From; o++) One(dy[o], divisor, o, first);
            for (int o = Register.To; o < dy.Length; o++) One(dy[o], divisor, o, first);
            foreach (int offset in taps[1..]) first.CopyTo(target[offset..]);
        }

        readonly void Run(ReadOnlySpan<T> gradients, double rows, Span<T> target)
        {
            // Safety: the run's outputs lie inside of the output row, its elements inside of the input row.
            ref T dy = ref MemoryMarshal.GetReference(gradients);
            ref T dx = ref MemoryMarshal.GetReference(target);
            ref double columns = ref MemoryMarshal.GetReference(Divisors.Columns);
            TV zero = TV.Create(0), factor = TV.Create(rows);
            for (int o = Register.From; o < Register.To; o += TV.Count)
            {
                o = Math.Min(o, Register.To - TV.Count);
                // A sum starts from +0, so that none is −0.
                TV quotient = zero + (TV.Read(in Unsafe.Add(ref dy, o)) / (TV.Load(in Unsafe.Add(ref columns, o)) * factor));
                ref T element = ref Unsafe.Add(ref dx, Register.Begin + ((o - Register.From) * (int)Axis.Stride));
                Prefetch.Line(in Unsafe.Add(ref dy, o));
                Prefetch.Line(in element);
                if (Axis.Stride == 1)
                {
                    TV.Write(quotient, ref element);
                    continue;
                }
                TV second = Axis.Kernel == 1 ? zero : quotient;
                TV.Write(TV.ZipLow(quotient, second), ref element);
                TV.Write(TV.ZipHigh(quotient, second), ref Unsafe.Add(ref element, TV.Count));
            }
        }

        readonly void One(T gradient, double rows, int output, Span<T> target)
        {
            (long first, long count) = Axis.Window(output);
            if (count == 0) return;
            T quotient = T.CreateTruncating(0 + (double.CreateTruncating(gradient) / (Divisors.Columns[output] * rows)));
            if (Axis.Dilation == 1) target.Slice((int)first, (int)count).Fill(quotient);
            else for (int i = (int)first; count > 0; count--, i += (int)Axis.Dilation) target[i] = quotient;
        }
    }
}
