namespace OnnxPool;

/// <summary>An attribute that an operator version has.</summary>
/// <param name="Name">ONNX's name.</param>
/// <param name="Kind">The kind of its value.</param>
public readonly record struct AttributeSpec(string Name, AttributeKind Kind);

/// <summary>What one version of an operator takes and gives.</summary>
/// <param name="Operator">ONNX's name of the operator.</param>
/// <param name="Since">The first opset with this version.</param>
/// <param name="Attributes">All attributes of the version.</param>
/// <param name="Types">The element types of the data, all that ONNX allows.</param>
/// <param name="Outputs">Names of the outputs; all but the first are optional.</param>
public sealed record OperatorVersion(
    string Operator,
    int Since,
    IReadOnlyList<AttributeSpec> Attributes,
    IReadOnlyList<ElementType> Types,
    IReadOnlyList<string> Outputs)
{
    /// <summary>Names of the inputs; the first is the data.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = ["X"];

    /// <summary>How many of the inputs must be there.</summary>
    public int RequiredInputs { get; init; } = 1;

    /// <summary>Which of the inputs holds a shape, so that its elements are needed before all others; -1 if none does.</summary>
    public int ShapeInput => IndexOf("X_shape", "output_shape");

    /// <summary>Which of the inputs holds positions; -1 if none does.</summary>
    public int PositionsInput => IndexOf("I", "Indices");

    /// <summary>Which of the inputs of a gradient is X; -1 if none is, or the operator is no gradient.</summary>
    public int ForwardInput => Inputs[0] == "dY" ? IndexOf("X", "X") : -1;

    /// <summary>Whether the version has an attribute called <paramref name="attribute"/>.</summary>
    public bool Has(string attribute) => Find(attribute) is not null;

    /// <summary>The attribute called <paramref name="name"/>, or null.</summary>
    public AttributeSpec? Find(string name)
    {
        foreach (AttributeSpec spec in Attributes)
            if (spec.Name == name) return spec;
        return null;
    }

    /// <summary>Checks an element type of the data.</summary>
    /// <exception cref="InvalidPoolingException">ONNX does not allow it here.</exception>
    public void Require(ElementType type)
    {
        if (!Types.Contains(type))
            Throw.Invalid("element type", $"{type.Name()} for {this}", string.Join(", ", Types.Select(t => t.Name())));
    }

    /// <summary>Which of the inputs has the shape that <see cref="PoolNode.OutputShape"/> speaks of; -1 where elements of another say it.</summary>
    public int SizedInput => Inputs[0] == "dY" ? IndexOf("X", "I") : 0;

    int IndexOf(string name, string otherName)
    {
        for (int i = 0; i < Inputs.Count; i++)
            if (Inputs[i] == name || Inputs[i] == otherName) return i;
        return -1;
    }

    /// <summary>Operator and version, such as MaxPool-12.</summary>
    public override string ToString() => $"{Operator}-{Since}";
}
