using System.Numerics;

namespace OnnxPool;

/// <summary>Names and sizes of the element types, and the way from a run-time type to generic code.</summary>
public static class ElementTypes
{
    // Indexed by the number of the type. Bits 0: no fixed size.
    static readonly (string Name, int Bits)[] s_types =
    [
        ("undefined", 0), ("float", 32), ("uint8", 8), ("int8", 8), ("uint16", 16), ("int16", 16), ("int32", 32),
        ("int64", 64), ("string", 0), ("bool", 8), ("float16", 16), ("double", 64), ("uint32", 32), ("uint64", 64),
        ("complex64", 64), ("complex128", 128), ("bfloat16", 16), ("float8e4m3fn", 8), ("float8e4m3fnuz", 8),
        ("float8e5m2", 8), ("float8e5m2fnuz", 8), ("uint4", 4), ("int4", 4), ("float4e2m1", 4), ("float8e8m0", 8),
        ("uint2", 2), ("int2", 2),
    ];

    /// <summary>Every type that ONNX defines, in the order of their numbers.</summary>
    public static IReadOnlyList<ElementType> All { get; } =
        [.. Enumerable.Range(1, s_types.Length - 1).Select(i => (ElementType)i)];

    /// <summary>Whether ONNX defines <paramref name="type"/>.</summary>
    public static bool IsDefined(ElementType type) => type > ElementType.Undefined && (int)type < s_types.Length;

    /// <summary>ONNX's name, as in <c>tensor(float)</c>; a number for a type that ONNX does not define.</summary>
    public static string Name(this ElementType type) =>
        (uint)type < (uint)s_types.Length ? s_types[(int)type].Name : $"{(int)type}";

    /// <summary>Size of one element in bits; 0 for strings.</summary>
    public static int BitsPerElement(this ElementType type) =>
        (uint)type < (uint)s_types.Length ? s_types[(int)type].Bits : 0;

    /// <summary>The type that ONNX calls <paramref name="name"/>.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool TryParse(string name, out ElementType type)
    {
        int i = Array.FindIndex(s_types, 1, t => t.Name == name);
        type = i < 0 ? ElementType.Undefined : (ElementType)i;
        return i >= 0;
    }

    /// <summary>
    /// The bytes that <paramref name="count"/> elements take. Types narrower than a byte are packed, the last byte is filled up.
    /// </summary>
    /// <exception cref="InvalidPoolingException">More than one array can hold.</exception>
    public static int ByteCount(this ElementType type, long count)
    {
        Int128 bytes = (((Int128)count * type.BitsPerElement()) + 7) / 8;
        if (bytes > Array.MaxLength)
            Throw.Invalid("tensor size", $"{count} elements of {type.Name()} ({bytes} bytes)", $"at most {Array.MaxLength} bytes");
        return (int)bytes;
    }

    /// <summary>The element type that <typeparamref name="T"/> stands for.</summary>
    /// <exception cref="UnsupportedPoolingException">No pooling operator computes in <typeparamref name="T"/>.</exception>
    public static ElementType Of<T>() where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return ElementType.Float;
        if (typeof(T) == typeof(Half)) return ElementType.Float16;
        if (typeof(T) == typeof(BFloat16)) return ElementType.BFloat16;
        if (typeof(T) == typeof(sbyte)) return ElementType.Int8;
        if (typeof(T) == typeof(byte)) return ElementType.UInt8;
        if (typeof(T) == typeof(double)) return ElementType.Double;
        return Throw.Unsupported<ElementType>("element type", typeof(T).Name, "float, double, Half, BFloat16, sbyte, byte");
    }

    /// <summary>Whether the operators compute with elements of <paramref name="type"/>, and do not only move them.</summary>
    public static bool HasArithmetic(ElementType type)
    {
        var nothing = default(Nothing);
        return TryDispatch(type, ref nothing);
    }

    /// <summary>Runs <paramref name="action"/> with the .NET type of <paramref name="type"/> and the sum that averages of it are formed in.</summary>
    /// <exception cref="UnsupportedPoolingException">No arithmetic on <paramref name="type"/>.</exception>
    internal static void Dispatch<TAction>(ElementType type, ref TAction action)
        where TAction : INumericAction, allows ref struct
    {
        if (!TryDispatch(type, ref action))
            Throw.Unsupported("element type", type.Name(), string.Join(", ", All.Where(HasArithmetic).Select(Name)));
    }

    /// <summary>The only switch over element types: arithmetic on a new type starts with a line here.</summary>
    static bool TryDispatch<TAction>(ElementType type, ref TAction action)
        where TAction : INumericAction, allows ref struct
    {
        switch (type)
        {
            case ElementType.Float16: action.Run<Half, DoubleSum<Half>>(); return true;
            case ElementType.BFloat16: action.Run<BFloat16, DoubleSum<BFloat16>>(); return true;
            case ElementType.Float: action.Run<float, DoubleSum<float>>(); return true;
            case ElementType.Int8: action.Run<sbyte, DoubleSum<sbyte>>(); return true;
            case ElementType.UInt8: action.Run<byte, DoubleSum<byte>>(); return true;
            case ElementType.Double: action.Run<double, CompensatedSum>(); return true;
            default: return false;
        }
    }

    readonly struct Nothing : INumericAction
    {
        public void Run<T, TSum>()
            where T : unmanaged, INumber<T>
            where TSum : struct, IRunningSum<TSum, T>
        {
        }
    }
}
