using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>ONNX MaxUnpool, versions 9, 11 and 22: puts each element where MaxPool's Indices say it came from; 0 elsewhere.</summary>
/// <remarks>
/// <para>Indices are flat row-major positions in the whole output, across planes; of several at one position the last element stays.
/// Elements are moved as they are.</para>
/// <para>Without output_shape a spatial size is (input − 1) * stride + kernel − pads. With output_shape it is that shape, and the indices
/// point directly into it. (ONNX's node test writes into the inferred shape and copies that into a corner; ONNX Runtime and PyTorch do as here.)</para>
/// </remarks>
public sealed class MaxUnpool : PoolOperator
{
    static readonly AttributeSpec[] s_attributes =
        [new("kernel_shape", AttributeKind.Ints), new("pads", AttributeKind.Ints), new("strides", AttributeKind.Ints)];

    MaxUnpool()
        : base("MaxUnpool", [Row(9, TypeSets.Floats), Row(11, TypeSets.Floats), Row(22, TypeSets.FloatsAndBFloat16)])
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static MaxUnpool Operator { get; } = new();

    /// <summary>Shape of the output for X of <paramref name="shape"/> (N, C, D1, …, Dn), n at least 1, without output_shape.</summary>
    /// <exception cref="InvalidPoolingException">Attributes that ONNX does not allow, or that do not fit the shape.</exception>
    public static long[] OutputShape(ReadOnlySpan<long> shape, PoolAttributes attributes) =>
        UnpoolGeometry.Resolve(shape, attributes).OutputShape.ToArray();

    /// <summary>Y = 0, but X at the positions of <paramref name="indices"/> (ONNX MaxUnpool-22).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="indices">For each element of X its flat position in Y.</param>
    /// <param name="shape">Shape of X and of the indices: (N, C, D1, …, Dn), n at least 1.</param>
    /// <param name="attributes">kernel_shape, strides and pads.</param>
    /// <param name="outputShape">ONNX's third input; empty if it is absent.</param>
    /// <param name="y">Receives as many elements as the output shape has.</param>
    /// <exception cref="InvalidPoolingException">Attributes, shapes, buffers or indices that do not fit together, buffers that overlap, or an element type that the operator does not have.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<long> indices, ReadOnlySpan<long> shape, PoolAttributes attributes,
        ReadOnlySpan<long> outputShape, Span<T> y)
        where T : unmanaged =>
        Forward(x, indices, UnpoolGeometry.Resolve(shape, attributes, outputShape), y);

    /// <summary>Y = 0, but X at the positions of <paramref name="indices"/>, with shapes and attributes settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="indices">For each element of X its flat position in Y.</param>
    /// <param name="geometry">Shapes, from <see cref="UnpoolGeometry.Resolve"/>.</param>
    /// <param name="y">Receives as many elements as the output shape has.</param>
    /// <exception cref="InvalidPoolingException">
    /// Buffers of another length or that overlap, an index outside of the output, or an element type that the operator does not have. Nothing is written then.
    /// </exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> indices, UnpoolGeometry geometry, Span<T> y)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(geometry);
        WindowCall.RequireType<T>(Operator);
        WindowCall.RequireLength("x", x.Length, geometry.InputCount, geometry.InputShape);
        WindowCall.RequireLength("indices", indices.Length, geometry.InputCount, geometry.InputShape);
        WindowCall.RequireLength("y", y.Length, geometry.OutputCount, geometry.OutputShape);
        WindowCall.RequireApart("y", y, "x", x);
        WindowCall.RequireApart("y", y, "indices", indices);
        RequireInside(indices, y.Length, geometry.OutputShape);
        UnpoolScatter.Run(x, indices, y);
    }

    /// <summary>The gradient of X: for each of its elements dY where the forward call put it (MaxUnpoolGrad-1 of domain ai.onnxpool).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y.</param>
    /// <param name="indices">As in the forward call.</param>
    /// <param name="shape">Shape of X, of the indices and of the gradient: (N, C, D1, …, Dn), n at least 1.</param>
    /// <param name="attributes">As in the forward call.</param>
    /// <param name="outputShape">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <exception cref="InvalidPoolingException">Attributes, shapes, buffers or indices that do not fit together, buffers that overlap, or an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dY, ReadOnlySpan<long> indices, ReadOnlySpan<long> shape, PoolAttributes attributes,
        ReadOnlySpan<long> outputShape, Span<T> dX)
        where T : unmanaged =>
        Backward(dY, indices, UnpoolGeometry.Resolve(shape, attributes, outputShape), dX);

    /// <summary>The gradient of X, with shapes and attributes settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y.</param>
    /// <param name="indices">As in the forward call.</param>
    /// <param name="geometry">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <exception cref="InvalidPoolingException">As in the forward call; an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(ReadOnlySpan<T> dY, ReadOnlySpan<long> indices, UnpoolGeometry geometry, Span<T> dX)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(geometry);
        WindowCall.RequireType<T>(MaxUnpoolGrad.Operator);
        WindowCall.RequireLength("dY", dY.Length, geometry.OutputCount, geometry.OutputShape);
        WindowCall.RequireLength("indices", indices.Length, geometry.InputCount, geometry.InputShape);
        WindowCall.RequireLength("dX", dX.Length, geometry.InputCount, geometry.InputShape);
        WindowCall.RequireApart("dX", dX, "dY", dY);
        WindowCall.RequireApart("dX", dX, "indices", indices);
        Gather(ElementTypes.Of<T>(), MemoryMarshal.AsBytes(dY), geometry.OutputShape, indices, MemoryMarshal.AsBytes(dX));
    }

    /// <summary>Takes the elements at the given positions.</summary>
    /// <exception cref="InvalidPoolingException">A position outside of dY.</exception>
    internal static void Gather(ElementType type, ReadOnlySpan<byte> dY, ReadOnlySpan<long> outputShape, ReadOnlySpan<long> indices, Span<byte> dX)
    {
        RequireInside(indices, Shapes.ElementCount(outputShape), outputShape);
        int width = type.BitsPerElement() / 8;
        for (int i = 0; i < indices.Length; i++) dY.Slice((int)indices[i] * width, width).CopyTo(dX[(i * width)..]);
    }

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout)
    {
        UnpoolShape.RequireLayout(layout);
        return new Node(version, PoolAttributes.Read(attributes, version));
    }

    static OperatorVersion Row(int since, IReadOnlyList<ElementType> types) => new("MaxUnpool", since, s_attributes, types, ["output"])
    {
        Inputs = ["X", "I", "output_shape"],
        RequiredInputs = 2,
    };

    static void RequireInside(ReadOnlySpan<long> indices, long count, ReadOnlySpan<long> output)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= count)
                Throw.Invalid($"I[{i}]", $"{indices[i]}", count == 0 ? "nothing: the output is empty" : $"0 to {count - 1} for output shape {Shapes.Format(output)}");
        }
    }

    sealed class Node(OperatorVersion version, PoolAttributes attributes) : PoolNode(version)
    {
        public override long[] OutputShape(ReadOnlySpan<long> shape) => MaxUnpool.OutputShape(shape, attributes);

        public override void Check(int? rank) => WindowCall.Check(attributes, rank);

        private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs)
        {
            (InputFacts x, InputFacts positions) = (inputs[0]!, inputs[1]!);
            PoolInputs.RequireInt64("I", positions);
            if (!positions.Shape.AsSpan().SequenceEqual(x.Shape))
                Throw.Invalid("shape of I", Shapes.Format(positions.Shape), $"the shape of X, {Shapes.Format(x.Shape)}");
            ReadOnlySpan<long> given = [];
            if (inputs.ElementAtOrDefault(2) is { } wanted)
            {
                PoolInputs.RequireInt64("output_shape", wanted);
                if (wanted.Shape.Length != 1 || wanted.Shape[0] != x.Shape.Length)
                    Throw.Invalid("output_shape", $"a tensor of shape {Shapes.Format(wanted.Shape)}", $"{x.Shape.Length} dimensions");
                given = wanted.Values;
            }
            (ElementType type, UnpoolGeometry geometry) = (x.Type, UnpoolGeometry.Resolve(x.Shape, attributes, given));
            return new PoolPlan(geometry.OutputShape, (scoped in PoolBuffers b) =>
            {
                RequireInside(b.Positions, geometry.OutputCount, geometry.OutputShape);
                var action = new Action { X = b.Data, Y = b.Result, Positions = b.Positions };
                ElementTypes.Dispatch(type, ref action);
            });
        }
    }

    ref struct Action : INumericAction
    {
        public ReadOnlySpan<byte> X;
        public ReadOnlySpan<long> Positions;
        public Span<byte> Y;

        public readonly void Run<T, TSum>()
            where T : unmanaged, INumber<T>
            where TSum : struct, IRunningSum<TSum, T> =>
            UnpoolScatter.Run(MemoryMarshal.Cast<byte, T>(X), Positions, MemoryMarshal.Cast<byte, T>(Y));
    }
}
