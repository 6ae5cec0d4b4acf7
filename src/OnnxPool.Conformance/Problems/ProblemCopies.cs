namespace OnnxPool.Conformance;

/// <summary>Problems that differ from others in a part.</summary>
static class ProblemCopies
{
    /// <summary>The same problem with the parts that are given in place of its own.</summary>
    /// <exception cref="InvalidPoolingException">An opset that the operator does not have.</exception>
    public static Problem With(
        this Problem problem, long? opset = null, ElementType? type = null, long[]? shape = null,
        IReadOnlyList<KeyValuePair<string, AttributeValue>>? attributes = null, IReadOnlyList<string>? outputs = null,
        DataKind? data = null, PoolLayout? layout = null, string? name = null, bool dropUnpoolShape = false, long[]? unpoolShape = null) =>
        new(problem.Operator, opset ?? problem.Opset, type ?? problem.Type, shape ?? problem.Shape)
        {
            Attributes = attributes ?? problem.Attributes,
            UnpoolShape = dropUnpoolShape ? null : unpoolShape ?? problem.UnpoolShape,
            Inputs = dropUnpoolShape ? null : problem.Inputs,
            Outputs = outputs ?? problem.Outputs,
            Layout = layout ?? problem.Layout,
            Data = data ?? problem.Data,
            Name = name ?? problem.Name,
        };
}
