using OnnxPool.Conformance;

namespace OnnxPool.Tests.Verification;

/// <summary>Problems with every operator, opset, type, attribute and kind of data; many are invalid, but all can be written.</summary>
static class RandomProblems
{
    public static Problem Next(Random random)
    {
        PoolOperator op = Pick(random, random.Next(2) == 0 ? OperatorTable.All : OperatorTable.Own);
        long opset = random.Next(op.Versions[0].Since, op.LatestOpset + 1);
        OperatorVersion version = op.VersionAt(opset);
        long[] shape = [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(8) == 0 ? random.NextInt64() : random.Next(5))];
        AttributeSpec[] attributes = [.. version.Attributes];
        random.Shuffle(attributes);
        return new Problem(op, opset, Pick(random, ElementTypes.All), shape)
        {
            Attributes = [.. attributes.Take(random.Next(attributes.Length + 1)).Select(a => KeyValuePair.Create(a.Name, Value(random, a.Kind)))],
            Outputs = [.. version.Outputs.Take(random.Next(version.Outputs.Count) + 1)],
            Inputs = op is GradientOperator ? [.. version.Inputs.Where((_, i) => i < version.RequiredInputs || random.Next(2) == 0)] : null,
            Layout = Pick(random, Enum.GetValues<PoolLayout>()),
            Data = Pick(random, Enum.GetValues<DataKind>()),
            Name = random.Next(2) == 0 ? "" : Pick(random, (string[])["a", "resnet50-stem", "A_1.b-2", "-", "9"]),
        };
    }

    static AttributeValue Value(Random random, AttributeKind kind) => kind switch
    {
        AttributeKind.Int => AttributeValue.Of(Number(random)),
        AttributeKind.Ints => AttributeValue.Of([.. Enumerable.Range(0, random.Next(5)).Select(_ => Number(random))]),
        AttributeKind.Float => AttributeValue.Of(random.NextSingle()),
        _ => AttributeValue.Of(Pick(random, (string[])["NOTSET", "VALID", "SAME_UPPER", "", "a=b,c"])),
    };

    static long Number(Random random) => random.Next(6) switch
    {
        0 => long.MinValue,
        1 => long.MaxValue,
        _ => random.Next(-3, 9),
    };

    static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
