namespace OnnxPool.Conformance;

/// <summary>
/// One case: an operator at an opset, an element type, an input shape and attributes. A problem line is its text, and its identity
/// in test names, reports and files.
/// </summary>
/// <remarks>
/// <code>MaxPool:12 float 1x64x112x112 kernel_shape=3,3 strides=2,2 pads=1,1,1,1 outputs=Y,Indices name=resnet50-stem</code>
/// Operator and model opset, ONNX's name of the type, dimensions joined by x (<c>scalar</c> for none), then attributes as ONNX
/// names and writes them, and at the end <c>output_shape=</c> (a constant input of MaxUnpool), <c>outputs=</c>, <c>data=</c> and <c>name=</c> where they are not the default.
/// </remarks>
public sealed class Problem
{
    readonly long[] _shape;

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

    /// <summary>The opset of the standard domain that a model with this case imports.</summary>
    public long Opset { get; }

    /// <summary>The operator version that <see cref="Opset"/> selects.</summary>
    public OperatorVersion Version { get; }

    /// <summary>The element type of the data.</summary>
    public ElementType Type { get; }

    /// <summary>The shape of X.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The attributes that are present, in the order in which the line has them.</summary>
    public IReadOnlyList<KeyValuePair<string, AttributeValue>> Attributes { get; init; } = [];

    /// <summary>The outputs that are asked for: the first ones of the version, in its order.</summary>
    public IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The value of MaxUnpool's third input; null if it is absent.</summary>
    public IReadOnlyList<long>? UnpoolShape { get; init; }

    /// <summary>The inputs that the problem has, by ONNX's names.</summary>
    public IEnumerable<string> Inputs => UnpoolShape is null ? Version.Inputs.Take(Version.RequiredInputs) : Version.Inputs;

    /// <summary>Those inputs that a model of this problem is fed; output_shape is a constant of it.</summary>
    public IEnumerable<string> FedInputs => Version.Inputs.Take(Version.RequiredInputs);

    /// <summary>What X is filled with.</summary>
    public DataKind Data { get; init; }

    /// <summary>A name for reports and files; empty for none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The attributes, read and checked by the rules of the version.</summary>
    /// <exception cref="InvalidPoolingException">An attribute that the version does not have.</exception>
    public PoolNode Bind() => Operator.Bind(Opset, new AttributeReader(new Dictionary<string, AttributeValue>(Attributes)));

    /// <summary>The shape of every output.</summary>
    /// <exception cref="InvalidPoolingException">Attributes that the version does not have, or that do not fit the shape.</exception>
    public long[] OutputShape()
    {
        PoolNode node = Bind();
        if (UnpoolShape is null) return node.OutputShape(_shape);
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
            var words = new List<string> { $"{Operator.Name}:{Opset}", Type.Name(), Shapes.Format(_shape) };
            foreach ((string name, AttributeValue value) in Attributes) words.Add($"{name}={value}");
            if (UnpoolShape is not null) words.Add($"output_shape={string.Join(',', UnpoolShape)}");
            if (Outputs.Count > 1) words.Add($"outputs={string.Join(',', Outputs)}");
            if (Data != DataKind.Uniform) words.Add($"data={DataKinds.Name(Data)}");
            return string.Join(' ', words);
        }
    }
}
