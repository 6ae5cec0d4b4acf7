using System.Diagnostics.CodeAnalysis;

namespace OnnxPool.Conformance;

/// <summary>
/// One case: an operator at an opset, an element type, an input shape and attributes. A problem line is its text, and its identity
/// in test names, reports and files.
/// </summary>
/// <remarks>
/// <code>MaxPool:12 float 1x64x112x112 kernel_shape=3,3 strides=2,2 pads=1,1,1,1 outputs=Y,Indices name=resnet50-stem</code>
/// <code>MaxPoolGrad:1 float 1x1x4x4 kernel_shape=2,2 strides=2,2 ties=equal inputs=dY,X,Y</code>
/// Operator and opset, ONNX's name of the type, the dimensions of X joined by x (<c>scalar</c> for none), then attributes as ONNX
/// names and writes them, and at the end <c>output_shape=</c> (of MaxUnpool: a constant input, of its gradient the shape of dY), <c>inputs=</c>, <c>outputs=</c>,
/// <c>layout=</c>, <c>data=</c> and <c>name=</c> where they are not the default.
/// </remarks>
public sealed class Problem
{
    readonly long[] _shape;
    readonly IReadOnlyList<string>? _inputs;

    /// <summary>A case from its parts.</summary>
    /// <exception cref="InvalidPoolingException">An opset that the operator does not have.</exception>
    public Problem(PoolOperator @operator, long opset, ElementType type, ReadOnlySpan<long> shape)
    {
        Operator = @operator;
        Opset = opset;
        Version = @operator.VersionAt(opset);
        Type = type;
        _shape = shape.ToArray();
        Outputs = [Version.Outputs[0]];
    }

    /// <summary>The operator.</summary>
    public PoolOperator Operator { get; }

    /// <summary>The opset of the operator's domain that a model with this case imports.</summary>
    public long Opset { get; }

    /// <summary>The operator version that <see cref="Opset"/> selects.</summary>
    public OperatorVersion Version { get; }

    /// <summary>The element type of the data.</summary>
    public ElementType Type { get; }

    /// <summary>The shape of X, which for a gradient is that of dX; its axes are in the order of <see cref="Layout"/>.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The order of the axes of the data.</summary>
    public PoolLayout Layout { get; init; }

    /// <summary>The attributes that are present, in the order in which the line has them.</summary>
    public IReadOnlyList<KeyValuePair<string, AttributeValue>> Attributes { get; init; } = [];

    /// <summary>The outputs that are asked for: the first ones of the version, in its order.</summary>
    public IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The value of MaxUnpool's third input, for MaxUnpoolGrad the shape of dY; null if it is what the attributes give.</summary>
    public IReadOnlyList<long>? UnpoolShape { get; init; }

    /// <summary>The inputs that are present, by their names and in their order; set to null, as at first, they are the required ones.</summary>
    [AllowNull]
    public IReadOnlyList<string> Inputs
    {
        get => _inputs ?? [.. Version.Inputs.Where((name, i) => i < Version.RequiredInputs || (name == OutputShapeInput && UnpoolShape is not null))];
        init => _inputs = value;
    }

    /// <summary>Those inputs that a model of this problem is fed; output_shape is a constant of it.</summary>
    public IEnumerable<string> FedInputs => Inputs.Where(name => name != OutputShapeInput);

    /// <summary>MaxUnpool's third input.</summary>
    internal const string OutputShapeInput = "output_shape";

    /// <summary>What X, and for a gradient dY, is filled with.</summary>
    public DataKind Data { get; init; }

    /// <summary>A name for reports and files; empty for none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The attributes, read and checked by the rules of the version.</summary>
    /// <exception cref="InvalidPoolingException">An attribute that the version does not have.</exception>
    public PoolNode Bind() => Operator.Bind(Opset, new AttributeReader(new Dictionary<string, AttributeValue>(Attributes)), Layout);

    /// <summary>For a gradient the problem that it is the gradient of, by ONNX's operator at the newest opset; otherwise the problem itself.</summary>
    public Problem Forward => Operator is not GradientOperator gradient ? this : new Problem(gradient.Forward, gradient.Forward.LatestOpset, Type, _shape)
    {
        Attributes = [.. Attributes.Where(a => !gradient.OwnAttributes.Contains(a.Key))],
        UnpoolShape = UnpoolShape,
        Layout = Layout,
        Data = Data,
    };

    /// <summary>The shape of every output.</summary>
    /// <exception cref="InvalidPoolingException">Attributes that the version does not have, or that do not fit the shape.</exception>
    public long[] OutputShape()
    {
        PoolNode node = Bind();
        if (UnpoolShape is null || Operator is GradientOperator) return node.OutputShape(_shape);
        node.Check(_shape.Length);
        _ = Shapes.ElementCount([.. UnpoolShape], "output_shape");
        return [.. UnpoolShape];
    }

    /// <summary>The value of an attribute, or null if it is absent.</summary>
    public AttributeValue? Find(string attribute)
    {
        foreach ((string name, AttributeValue value) in Attributes)
            if (name == attribute) return value;
        return null;
    }

    /// <summary>Parses a problem line; the inverse of <see cref="ToString"/>.</summary>
    /// <exception cref="InvalidPoolingException">Says which word is wrong and what may stand there.</exception>
    public static Problem Parse(string line) => ProblemParser.Parse(line);

    /// <summary>Whether <paramref name="text"/> begins as a problem line does: an operator, a colon, a number.</summary>
    public static bool LooksLikeLine(string text) => ProblemParser.LooksLikeLine(text);

    /// <summary>What <see cref="IsName"/> takes, for messages.</summary>
    internal const string NameRule = "letters, digits, _ . - and no leading dot";

    /// <summary>Whether a text may be a name; it becomes a file name, so no path can be one.</summary>
    internal static bool IsName(string text) =>
        text.Length > 0 && text[0] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>The problem line.</summary>
    public override string ToString() => Name.Length == 0 ? Identity : $"{Identity} name={Name}";

    /// <summary>The problem line without the name: what input data is a function of.</summary>
    public string Identity
    {
        get
        {
            var words = new List<string> { $"{Operator}:{Opset}", Type.Name(), Shapes.Format(_shape) };
            foreach ((string name, AttributeValue value) in Attributes) words.Add($"{name}={value}");
            if (UnpoolShape is not null) words.Add($"output_shape={string.Join(',', UnpoolShape)}");
            if (Operator is GradientOperator && !Inputs.SequenceEqual(Version.Inputs.Take(Version.RequiredInputs))) words.Add($"inputs={string.Join(',', Inputs)}");
            if (Outputs.Count > 1) words.Add($"outputs={string.Join(',', Outputs)}");
            if (Layout != PoolLayout.Nchw) words.Add($"layout={Layout.Name()}");
            if (Data != DataKind.Uniform) words.Add($"data={DataKinds.Name(Data)}");
            return string.Join(' ', words);
        }
    }
}
