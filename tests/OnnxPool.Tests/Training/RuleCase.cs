using OnnxPool.Onnx;

namespace OnnxPool.Tests.Training;

/// <summary>How much of the shapes a model tells before it runs.</summary>
public enum Known
{
    Shapes,
    Ranks,
    Nothing,
}

/// <summary>One node whose inputs are trained, with the data that it is checked on.</summary>
sealed class RuleCase(string op, long opset, ElementType type)
{
    readonly List<(Tensor Value, bool IsTrained, bool IsFixed)> _inputs = [];
    readonly List<KeyValuePair<string, AttributeValue>> _attributes = [];
    readonly Random _random = new(7);

    public string Op => op;

    public long Opset => opset;

    public ElementType Type => type;

    public string Note { get; private set; } = "";

    public int Outputs { get; private set; } = 1;

    public int Output { get; private set; }

    public bool Training { get; private set; } = true;

    /// <summary>How much may be unknown for the rule to have a gradient still.</summary>
    public Known Least { get; private set; } = Known.Ranks;

    /// <summary>The step of the differences; large where the function is linear, so that nothing is lost.</summary>
    public double Step { get; private set; } = type == ElementType.Double ? 1e-5 : 16;

    public Func<double, double>? Function { get; private set; }

    public IReadOnlyList<(Tensor Value, bool IsTrained, bool IsFixed)> Inputs => _inputs;

    public static RuleCase Of(string op, long opset = 17) => new(op, opset, ElementType.Double);

    /// <summary>Of an operator that ONNX Runtime has in float only.</summary>
    public static RuleCase OfFloat(string op, long opset = 17) => new(op, opset, ElementType.Float);

    /// <summary>A trained input with numbers of both signs, none of them near another or near 0.</summary>
    public RuleCase In(params long[] shape) => In(-2, shape);

    /// <summary>A trained input with positive numbers.</summary>
    public RuleCase Positive(params long[] shape) => In(0.5, shape);

    /// <summary>A trained input with numbers of both signs up to 6.</summary>
    public RuleCase Wide(params long[] shape) => In(-6, shape, 12);

    /// <summary>A trained input whose shape the model always tells.</summary>
    public RuleCase Weights(params long[] shape)
    {
        In(-2, shape);
        _inputs[^1] = _inputs[^1] with { IsFixed = true };
        return this;
    }

    public RuleCase Constant(params long[] values) => Constant(Tensor.Of(ElementType.Int64, [values.Length], (ReadOnlySpan<long>)values));

    public RuleCase Constant(Tensor value)
    {
        _inputs.Add((value, false, true));
        return this;
    }

    /// <summary>A number of the case's type that is not trained.</summary>
    public RuleCase Number(params double[] values) => Constant(Numbers(values.Length == 1 ? [] : [values.Length], values));

    /// <summary>Leaves an input out.</summary>
    public RuleCase Nothing()
    {
        _inputs.Add((null!, false, true));
        return this;
    }

    public RuleCase With(string attribute, params long[] values)
    {
        _attributes.Add(new(attribute, AttributeValue.Of(values)));
        return this;
    }

    /// <summary>The constant input by which Resize scales.</summary>
    public RuleCase Scales(params float[] scales) => Constant(Tensor.Of([scales.Length], (ReadOnlySpan<float>)scales));

    /// <summary>The region of Resize, which may be left out from opset 13 on.</summary>
    public RuleCase Region(long opset) => opset < 13 ? Constant(new Tensor(ElementType.Float, [0])) : Nothing();

    /// <summary>What the operator does to each element, for an operator that ONNX Runtime has in float only and that is not linear.</summary>
    public RuleCase As(Func<double, double> function)
    {
        Function = function;
        return this;
    }

    public RuleCase Set(string attribute, long value)
    {
        _attributes.Add(new(attribute, AttributeValue.Of(value)));
        return this;
    }

    public RuleCase Set(string attribute, float value)
    {
        _attributes.Add(new(attribute, AttributeValue.Of(value)));
        return this;
    }

    public RuleCase Set(string attribute, string value)
    {
        _attributes.Add(new(attribute, AttributeValue.Of(value)));
        return this;
    }

    public RuleCase Named(string note)
    {
        Note = note;
        return this;
    }

    public RuleCase Gives(int outputs, int used = 0)
    {
        (Outputs, Output) = (outputs, used);
        return this;
    }

    public RuleCase By(double step)
    {
        Step = step;
        return this;
    }

    public RuleCase AtInference()
    {
        Training = false;
        return this;
    }

    public RuleCase Needs(Known least)
    {
        Least = least;
        return this;
    }

    /// <summary>The model: trained inputs are initializers that may be fed, and the output of interest is <c>y</c>, or its weighted sum <c>total</c>.</summary>
    public ModelProto Model(Known known, Tensor? weights)
    {
        var builder = new ModelBuilder(Opset);
        var names = new List<string>();
        for (int i = 0; i < _inputs.Count; i++)
        {
            (Tensor value, bool isTrained, bool isFixed) = _inputs[i];
            if (value is null)
            {
                names.Add("");
                continue;
            }
            string name = $"p{i}";
            if (isTrained) builder.Input(name, value.Type, value.Shape);
            builder.Initializer(name, value);
            if (isTrained && !isFixed && known != Known.Shapes)
            {
                builder.Input($"s{i}", ElementType.Int64, known == Known.Ranks ? value.Shape.Length : ValueTypes.UnknownDimension);
                builder.Node("Reshape", [name, $"s{i}"], [$"{name}r"]);
                name = $"{name}r";
            }
            names.Add(name);
        }
        builder.Node(Op, names, Enumerable.Range(0, Outputs).Select(o => o == Output ? "y" : $"y{o}"), _attributes, "node");
        if (weights is null) return builder.Output("y", Type).Build();
        builder.Initializer("weights", weights).Node("Mul", ["y", "weights"], ["weighted"]);
        builder.Node("ReduceSum", ["weighted"], ["total"], [new("keepdims", AttributeValue.Of(0))]);
        return builder.Output(ValueTypes.Named("total", ValueTypes.Tensor(Type, []))).Build();
    }

    /// <summary>What is fed besides the initializers.</summary>
    public Dictionary<string, Tensor> Feeds(Known known)
    {
        var feeds = new Dictionary<string, Tensor>();
        for (int i = 0; i < _inputs.Count; i++)
        {
            (Tensor value, bool isTrained, bool isFixed) = _inputs[i];
            if (!isTrained) continue;
            feeds[$"p{i}"] = value;
            if (!isFixed && known != Known.Shapes) feeds[$"s{i}"] = Tensor.Of(ElementType.Int64, [value.Shape.Length], (ReadOnlySpan<long>)value.Shape);
        }
        return feeds;
    }

    public Tensor Numbers(ReadOnlySpan<long> shape, double[] values) => Type == ElementType.Double
        ? Tensor.Of(shape, (ReadOnlySpan<double>)values)
        : Tensor.Of(shape, (ReadOnlySpan<float>)[.. values.Select(v => (float)v)]);

    public override string ToString() => $"{Op}-{Opset}{(Note.Length > 0 ? " " : "")}{Note}";

    // Numbers a whole step apart in a random order, so that the largest is never in doubt and no kink is near.
    RuleCase In(double least, long[] shape, double range = 4)
    {
        long count = Shapes.ElementCount(shape);
        double step = range / Math.Max(count, 1);
        double[] values = [.. Enumerable.Range(0, (int)count).Select(i => least + ((i + 0.37) * step))];
        _random.Shuffle(values);
        _inputs.Add((Numbers(shape, values), true, false));
        return this;
    }
}
