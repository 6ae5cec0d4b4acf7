namespace OnnxPool;

/// <summary>The gradient of an operator of the family: an operator of this project's own domain, with the attributes of the newest version of the forward one.</summary>
/// <remarks>
/// Its first input dY is the gradient of what the forward operator gave; its output dX that of what the forward operator was given.
/// The shape that a problem or <see cref="PoolNode.OutputShape"/> speaks of is that of X.
/// </remarks>
public abstract class GradientOperator : PoolOperator
{
    private protected GradientOperator(
        PoolOperator forward, IReadOnlyList<string> inputs, int required, IReadOnlyList<AttributeSpec>? more = null)
        : base($"{forward.Name}Grad", OperatorTable.OwnDomain, OperatorTable.OwnVersion,
        [
            new($"{forward.Name}Grad", OperatorTable.OwnVersion, [.. forward.Versions[^1].Attributes, .. more ?? []], TypeSets.FloatsAndBFloat16, ["dX"])
            {
                Inputs = inputs,
                RequiredInputs = required,
            },
        ]) =>
        Forward = forward;

    /// <summary>ONNX's operator that this is the gradient of.</summary>
    public PoolOperator Forward { get; }

    /// <summary>Names of the attributes that the forward operator does not have.</summary>
    public IEnumerable<string> OwnAttributes => Versions[^1].Attributes.Select(a => a.Name).Except(Forward.Versions[^1].Attributes.Select(a => a.Name));
}
