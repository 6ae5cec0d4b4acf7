using static OnnxPool.Onnx.AttributeProto.Types;

namespace OnnxPool.Onnx;

/// <summary>The attributes of a node, between their protobuf form and the one that the operators read.</summary>
public static class NodeAttributes
{
    /// <summary>The node's attributes, for one reading.</summary>
    /// <exception cref="PoolingException">As <see cref="Values"/>.</exception>
    public static AttributeReader Reader(NodeProto node) => new(Values(node));

    /// <summary>The node's attributes by name. A kind that no pooling operator has is kept by the name of the kind only.</summary>
    /// <exception cref="InvalidPoolingException">A name that is missing or comes twice, no value, several values, or a value of another kind than the attribute says.</exception>
    /// <exception cref="UnsupportedPoolingException">A reference to an attribute of the function around the node.</exception>
    public static IReadOnlyDictionary<string, AttributeValue> Values(NodeProto node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var values = new Dictionary<string, AttributeValue>();
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (attribute.Name.Length == 0) throw new InvalidPoolingException("attribute", "one without a name", "a name for each");
            if (!values.TryAdd(attribute.Name, ToValue(attribute)))
                throw new InvalidPoolingException(attribute.Name, "the attribute twice", "each attribute once");
        }
        return values;
    }

    /// <summary>The protobuf form of a value.</summary>
    /// <exception cref="InvalidPoolingException">A value of a kind that is only known by name, or text that is not valid Unicode.</exception>
    public static AttributeProto ToProto(string name, AttributeValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var proto = new AttributeProto { Name = name };
        switch (value.Kind)
        {
            case AttributeKind.Int:
                proto.Type = AttributeType.Int;
                proto.I = value.Int;
                break;
            case AttributeKind.Ints:
                proto.Type = AttributeType.Ints;
                proto.Ints.AddRange(value.Ints);
                break;
            case AttributeKind.Float:
                proto.Type = AttributeType.Float;
                proto.F = value.Float;
                break;
            case AttributeKind.String:
                proto.Type = AttributeType.String;
                proto.S = StrictUtf8.Encode(value.String)
                    ?? throw new InvalidPoolingException(name, "half of a surrogate pair", "valid Unicode");
                break;
            default:
                throw new InvalidPoolingException(name, $"{value}", "an integer, a list of integers, a number or text");
        }
        return proto;
    }

    static AttributeValue ToValue(AttributeProto proto)
    {
        if (proto.RefAttrName.Length > 0)
        {
            throw new UnsupportedPoolingException(
                proto.Name, $"a reference to the function's attribute '{Printable.Of(proto.RefAttrName)}'", "a value in the node itself");
        }
        AttributeType type = Kind(proto);
        return type switch
        {
            // A writer may leave out a value that is zero or empty, so the type decides, not the presence of the field.
            AttributeType.Int => AttributeValue.Of(proto.I),
            AttributeType.Ints => AttributeValue.Of([.. proto.Ints]),
            AttributeType.Float => AttributeValue.Of(proto.F),
            AttributeType.String => AttributeValue.Of(Text(proto)),
            _ => AttributeValue.OfOther(Name(type)),
        };
    }

    /// <summary>The type that the attribute says, or that its only value has: files before ir_version 2 have no types.</summary>
    static AttributeType Kind(AttributeProto proto)
    {
        AttributeType[] present = [.. Present(proto)];
        if (present.Length > 1)
            throw new InvalidPoolingException(proto.Name, $"values of types {string.Join(" and ", present.Select(Name))}", "one value");
        if (proto.Type == AttributeType.Undefined)
            return present.Length == 1 ? present[0] : throw new InvalidPoolingException(proto.Name, "neither type nor value", "one value");
        if (present.Length == 1 && present[0] != proto.Type)
            throw new InvalidPoolingException(proto.Name, $"a value of type {Name(present[0])}", $"{Name(proto.Type)}, as its type says");
        return proto.Type;
    }

    static IEnumerable<AttributeType> Present(AttributeProto proto)
    {
        if (proto.HasF) yield return AttributeType.Float;
        if (proto.HasI) yield return AttributeType.Int;
        if (proto.HasS) yield return AttributeType.String;
        if (proto.T is not null) yield return AttributeType.Tensor;
        if (proto.G is not null) yield return AttributeType.Graph;
        if (proto.SparseTensor is not null) yield return AttributeType.SparseTensor;
        if (proto.Tp is not null) yield return AttributeType.TypeProto;
        if (proto.Floats.Count > 0) yield return AttributeType.Floats;
        if (proto.Ints.Count > 0) yield return AttributeType.Ints;
        if (proto.Strings.Count > 0) yield return AttributeType.Strings;
        if (proto.Tensors.Count > 0) yield return AttributeType.Tensors;
        if (proto.Graphs.Count > 0) yield return AttributeType.Graphs;
        if (proto.SparseTensors.Count > 0) yield return AttributeType.SparseTensors;
        if (proto.TypeProtos.Count > 0) yield return AttributeType.TypeProtos;
    }

    static string Text(AttributeProto proto) =>
        StrictUtf8.Decode(proto.S) ?? throw new InvalidPoolingException(proto.Name, "bytes that are not UTF-8", "UTF-8 text");

    static string Name(AttributeType type) => type switch
    {
        AttributeType.Float => "FLOAT",
        AttributeType.Int => "INT",
        AttributeType.String => "STRING",
        AttributeType.Tensor => "TENSOR",
        AttributeType.Graph => "GRAPH",
        AttributeType.SparseTensor => "SPARSE_TENSOR",
        AttributeType.TypeProto => "TYPE_PROTO",
        AttributeType.Floats => "FLOATS",
        AttributeType.Ints => "INTS",
        AttributeType.Strings => "STRINGS",
        AttributeType.Tensors => "TENSORS",
        AttributeType.Graphs => "GRAPHS",
        AttributeType.SparseTensors => "SPARSE_TENSORS",
        AttributeType.TypeProtos => "TYPE_PROTOS",
        _ => $"{(int)type}",
    };
}
