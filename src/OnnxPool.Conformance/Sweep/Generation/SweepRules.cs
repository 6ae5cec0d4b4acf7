namespace OnnxPool.Conformance;

/// <summary>Which levels of two factors ONNX, or their meaning, keeps apart.</summary>
static class SweepRules
{
    /// <summary>All rules that concern an operator.</summary>
    public static IReadOnlyList<ForbiddenPair> Of(PoolOperator @operator, IReadOnlyList<SweepFactor> factors)
    {
        var rules = new List<ForbiddenPair>();
        for (int i = 0; i < @operator.Versions.Count; i++) AddVersion(@operator.Versions[i], i);
        // The newest opset has the last version.
        AddVersion(@operator.Versions[^1], @operator.Versions.Count);

        SweepFactor type = Factor("type")!, data = Factor("data")!;
        ElementType[] exact = [.. @operator.Versions.SelectMany(v => v.Types).Distinct().Where(t => Ulp.Format(t) is null)];
        Add(type, Types(exact), data, data.Bits("special", "infinite", "large"), "only floating-point types have such values");
        Add(type, Types(exact.Where(t => !ElementTypes.HasArithmetic(t))), data, data.Bits("ties"), "data is even bits where there is no arithmetic");

        if (Factor("auto_pad") is { } autoPad)
        {
            SweepFactor pads = Factor("pads")!;
            Add(autoPad, autoPad.Bits("VALID", "SAME_UPPER", "SAME_LOWER"), pads, pads.BitsBut(WindowFactors.Absent, "0"), "pads beside auto_pad are 0");
        }
        if (Factor("plane") is { } plane)
        {
            SweepFactor axes = Factor("axes")!;
            Add(axes, axes.Bits("0"), plane, plane.BitsBut("1"), "a plane without axes has one element");
        }
        if (Factor("rank") is { } rank) AddFlatten(rank, Factor("elements")!, Factor("axis")!);
        return rules;

        SweepFactor? Factor(string name) => factors.FirstOrDefault(f => f.Name == name);

        void Add(SweepFactor factor, ulong levels, SweepFactor other, ulong otherLevels, string reason)
        {
            if (levels != 0 && otherLevels != 0)
                rules.Add(new ForbiddenPair(factors.ToList().IndexOf(factor), levels, factors.ToList().IndexOf(other), otherLevels, reason));
        }

        ulong Types(IEnumerable<ElementType> types) => type.Bits(types.Select(t => t.Name()));

        void AddVersion(OperatorVersion version, int level)
        {
            SweepFactor versions = Factor("version")!, types = Factor("type")!;
            Add(versions, 1UL << level, types, types.BitsBut(version.Types.Select(t => t.Name())), $"{version} does not have the type");
            foreach (SweepFactor factor in factors)
            {
                if (@operator.Versions.Any(v => v.Has(factor.Name)) && !version.Has(factor.Name))
                    Add(versions, 1UL << level, factor, factor.BitsBut(WindowFactors.Absent), $"{version} does not have {factor.Name}");
            }
            if (Factor("outputs") is { } outputs)
            {
                Add(versions, 1UL << level, outputs, outputs.BitsBut(outputs.Levels.Take(version.Outputs.Count).Select(l => l.Name)),
                    $"{version} does not have the output");
            }
            if (version.Find("p") is { Kind: AttributeKind.Int })
                Add(versions, 1UL << level, Factor("p")!, Factor("p")!.Bits(PlainFactors.Fraction), $"p of {version} is an INT");
            if (version.Find("axis") is not null && version.Since < NegativeAxisSince)
                Add(versions, 1UL << level, Factor("axis")!, Factor("axis")!.Bits(FlattenFactors.NegativeAxis), $"axis of {version} is not negative");
        }

        void AddFlatten(SweepFactor ranks, SweepFactor elements, SweepFactor axis)
        {
            Add(ranks, ranks.Bits("0"), elements, elements.BitsBut("1"), "a scalar has one element");
            Add(ranks, ranks.Bits("0"), axis, axis.BitsBut("0"), "the axis of a scalar is 0");
            Add(ranks, ranks.Bits("1"), axis, axis.Bits("1", "middle"), "axis 1 of one dimension is its rank");
            Add(ranks, ranks.Bits("2"), axis, axis.Bits("middle"), "between axis 1 and 2 there is none");
        }
    }

    // ONNX Flatten-11: negative axes count from the back.
    const int NegativeAxisSince = 11;
}
