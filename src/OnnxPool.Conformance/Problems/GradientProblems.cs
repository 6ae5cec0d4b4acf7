namespace OnnxPool.Conformance;

/// <summary>The gradients of problems.</summary>
public static class GradientProblems
{
    const string Ties = "ties";

    /// <summary>
    /// The problems of the gradient operator of <paramref name="forward"/>, with its attributes, type, shape, layout and data: of a maximum one for each tie policy and one
    /// with Indices, of all others one. A name gets <c>_grad</c> and, of several, what they differ in.
    /// </summary>
    /// <exception cref="InvalidPoolingException">The problem is a gradient itself, of an element type without gradients, or its p is not whole, which the newest version wants.</exception>
    public static IReadOnlyList<Problem> Of(Problem forward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        GradientOperator gradient = OperatorTable.Gradients.FirstOrDefault(g => g.Forward.Name == forward.Operator.Name)
            ?? throw new InvalidPoolingException("operator", $"{forward.Operator}, a gradient", "an operator that has one");
        gradient.Versions[^1].Require(forward.Type);
        if (!gradient.OwnAttributes.Contains(Ties)) return [Make("", [], null)];
        return
        [
            .. TiePolicies.Names.Select(policy => Make($"_{policy}", [KeyValuePair.Create(Ties, AttributeValue.Of(policy))], null)),
            Make("_indices", [], ["dY", "X", "Indices"]),
        ];

        Problem Make(string suffix, IEnumerable<KeyValuePair<string, AttributeValue>> more, string[]? inputs) =>
            new(gradient, gradient.LatestOpset, forward.Type, forward.Shape)
            {
                Attributes = [.. forward.Attributes.Select(Newest), .. more],
                UnpoolShape = forward.UnpoolShape,
                Inputs = inputs,
                Layout = forward.Layout,
                Data = forward.Data,
                Name = forward.Name.Length == 0 ? "" : $"{forward.Name}_grad{suffix}",
            };
    }

    // p was a FLOAT in version 1 of the norms.
    static KeyValuePair<string, AttributeValue> Newest(KeyValuePair<string, AttributeValue> attribute)
    {
        if (attribute.Value.Kind != AttributeKind.Float) return attribute;
        float value = attribute.Value.Float;
        return value == MathF.Truncate(value) && Math.Abs(value) < 1 << 24
            ? KeyValuePair.Create(attribute.Key, AttributeValue.Of((long)value))
            : throw new InvalidPoolingException(attribute.Key, $"{attribute.Value}", "a whole number: gradients have the attributes of the newest version");
    }
}
