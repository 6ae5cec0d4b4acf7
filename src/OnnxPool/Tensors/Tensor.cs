using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>
/// A dense tensor in row-major order. Numbers are little-endian bytes, types below 8 bits packed from the low bits up as
/// in ONNX's <c>raw_data</c>; strings are an array.
/// </summary>
public sealed class Tensor
{
    readonly long[] _shape;
    readonly byte[] _bytes;
    readonly string[]? _strings;

    Tensor(ElementType type, long[] shape, byte[] bytes, string[]? strings)
    {
        Type = type;
        _shape = shape;
        _bytes = bytes;
        _strings = strings;
    }

    /// <summary>Zeros (empty texts for strings) of the given type and shape.</summary>
    /// <exception cref="InvalidPoolingException">An undefined type, a negative dimension, or more than an array can hold.</exception>
    public Tensor(ElementType type, ReadOnlySpan<long> shape)
    {
        if (!ElementTypes.IsDefined(type)) Throw.Invalid("element type", type.Name(), "a type that ONNX defines");
        long count = Shapes.ElementCount(shape);
        Type = type;
        _shape = shape.ToArray();
        _bytes = [];
        if (type == ElementType.String)
        {
            if (count > Array.MaxLength) Throw.Invalid("tensor size", $"{count} strings", $"at most {Array.MaxLength}");
            _strings = new string[count];
            Array.Fill(_strings, "");
        }
        else
        {
            _bytes = new byte[type.ByteCount(count)];
        }
    }

    /// <summary>The element type.</summary>
    public ElementType Type { get; }

    /// <summary>The dimensions.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public long ElementCount => Shapes.ElementCount(_shape);

    /// <summary>The elements' bytes; empty for strings.</summary>
    public Span<byte> Bytes => _bytes;

    /// <summary>The elements of a string tensor.</summary>
    /// <exception cref="InvalidOperationException">Not a string tensor.</exception>
    public Span<string> Strings =>
        _strings ?? throw new InvalidOperationException($"the tensor holds {Type.Name()}, not strings");

    /// <summary>The elements as numbers of a width that fits the type.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not as wide as an element.</exception>
    public Span<T> Values<T>() where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() * 8 != Type.BitsPerElement())
            throw new InvalidOperationException($"an element of {Type.Name()} is not a {typeof(T).Name}");
        return MemoryMarshal.Cast<byte, T>(_bytes.AsSpan());
    }

    /// <summary>Every element as a double, which holds all element types with arithmetic exactly.</summary>
    /// <exception cref="UnsupportedPoolingException">No arithmetic on the element type.</exception>
    public double[] ToDoubles()
    {
        var widening = new Widening { Source = _bytes, Target = new double[ElementCount] };
        ElementTypes.Dispatch(Type, ref widening);
        return widening.Target;
    }

    /// <summary>A tensor of numbers with a copy of <paramref name="values"/>.</summary>
    /// <exception cref="InvalidPoolingException">The shape needs another number of elements.</exception>
    public static Tensor Of<T>(ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<T> values) where T : unmanaged
    {
        var tensor = new Tensor(type, shape);
        Span<T> target = tensor.Values<T>();
        if (values.Length != target.Length)
            Throw.Invalid("tensor data", $"{values.Length} values", $"{target.Length} for shape {Shapes.Format(shape)}");
        values.CopyTo(target);
        return tensor;
    }

    /// <summary>A tensor with a copy of <paramref name="values"/>, of the element type that <typeparamref name="T"/> stands for.</summary>
    /// <typeparam name="T">float, double, Half, BFloat16, sbyte or byte.</typeparam>
    /// <exception cref="InvalidPoolingException">The shape needs another number of elements.</exception>
    /// <exception cref="UnsupportedPoolingException">Another <typeparamref name="T"/>.</exception>
    public static Tensor Of<T>(ReadOnlySpan<long> shape, ReadOnlySpan<T> values) where T : unmanaged =>
        Of(ElementTypes.Of<T>(), shape, values);

    /// <summary>The same elements under another shape; the data is shared.</summary>
    /// <exception cref="InvalidPoolingException">The shape needs another number of elements.</exception>
    public Tensor Reshape(ReadOnlySpan<long> shape)
    {
        if (Shapes.ElementCount(shape) != ElementCount)
            Throw.Invalid("shape", Shapes.Format(shape), $"as many elements as {Shapes.Format(_shape)}");
        return new Tensor(Type, shape.ToArray(), _bytes, _strings);
    }

    ref struct Widening : INumericAction
    {
        public ReadOnlySpan<byte> Source;
        public double[] Target;

        public readonly void Run<T, TSum>()
            where T : unmanaged, INumber<T>
            where TSum : struct, IRunningSum<TSum, T>
        {
            ReadOnlySpan<T> source = MemoryMarshal.Cast<byte, T>(Source);
            for (int i = 0; i < source.Length; i++) Target[i] = double.CreateTruncating(source[i]);
        }
    }
}
