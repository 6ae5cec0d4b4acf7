namespace OnnxPool.Conformance;

/// <summary>A problem being made; levels write their part of it.</summary>
sealed class ProblemDraft(PoolOperator @operator, SeededRandom random)
{
    readonly Dictionary<string, AttributeValue> _attributes = [];

    /// <summary>The stream of choices inside a level.</summary>
    public SeededRandom Random { get; } = random;

    /// <summary>The model's opset.</summary>
    public long Opset { get; set; }

    /// <summary>The element type.</summary>
    public ElementType Type { get; set; }

    /// <summary>The shape of X.</summary>
    public long[] Shape { get; set; } = [];

    /// <summary>The spatial axes of an operator with windows.</summary>
    public IReadOnlyList<PoolAxis> Axes { get; set; } = [];

    /// <summary>How many outputs are asked for.</summary>
    public int Outputs { get; set; } = 1;

    /// <summary>What X is filled with.</summary>
    public DataKind Data { get; set; }

    /// <summary>MaxUnpool's output_shape; null for none.</summary>
    public IReadOnlyList<long>? UnpoolShape { get; set; }

    /// <summary>The version that the opset selects.</summary>
    public OperatorVersion Version => @operator.VersionAt(Opset);

    /// <summary>Sets an attribute.</summary>
    public void Set(string attribute, AttributeValue value) => _attributes[attribute] = value;

    /// <summary>Sets an attribute that has a value for each axis.</summary>
    public void Set(string attribute, Func<PoolAxis, long> value) => Set(attribute, AttributeValue.Of([.. Axes.Select(value)]));

    /// <summary>The problem, its attributes in the order of the version.</summary>
    public Problem ToProblem()
    {
        OperatorVersion version = Version;
        return new Problem(@operator, Opset, Type, Shape)
        {
            Attributes = [.. version.Attributes.Where(a => _attributes.ContainsKey(a.Name)).Select(a => KeyValuePair.Create(a.Name, _attributes[a.Name]))],
            Outputs = [.. version.Outputs.Take(Outputs)],
            UnpoolShape = UnpoolShape,
            Data = Data,
        };
    }
}
