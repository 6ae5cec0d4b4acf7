using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>A node on its way to a gradient: what it is, what is asked for, and where the answer goes.</summary>
sealed class NodeGradient
{
    readonly GradientTape _tape;
    readonly IReadOnlyDictionary<string, AttributeValue> _attributes;

    public NodeGradient(GradientTape tape, NodePlace place)
    {
        _tape = tape;
        Place = place;
        _attributes = NodeAttributes.Values(place.Node);
    }

    /// <summary>The node and where it is.</summary>
    public NodePlace Place { get; }

    /// <summary>The node.</summary>
    public NodeProto Node => Place.Node;

    /// <summary>Where nodes are added.</summary>
    public GraphWriter Graph => _tape.Graph;

    /// <summary>The model is trained: normalization takes the statistics of the batch, and dropout drops.</summary>
    public bool IsTraining => _tape.Options.Training;

    /// <summary>The seed of what is random in this node.</summary>
    public long Seed => unchecked(_tape.Options.Seed + (Place.Index * 2_654_435_761L));

    /// <summary>The name of input <paramref name="i"/>; empty if it is left out.</summary>
    public string X(int i = 0) => i < Node.Input.Count ? Node.Input[i] : "";

    /// <summary>The name of output <paramref name="i"/>; empty if it is left out.</summary>
    public string Y(int i = 0) => i < Node.Output.Count ? Node.Output[i] : "";

    /// <summary>Whether the node has input <paramref name="i"/>.</summary>
    public bool Has(int i) => X(i).Length > 0;

    /// <summary>Whether somebody asked for the gradient of input <paramref name="i"/>.</summary>
    public bool Needs(int i) => Has(i) && _tape.IsOnPath(X(i));

    /// <summary>The gradient of output 0.</summary>
    public string DY => OutputGradient(0)!;

    /// <summary>The gradient of output <paramref name="i"/>, or null if the loss does not depend on it.</summary>
    public string? OutputGradient(int i) => _tape.GradientOf(Y(i));

    /// <summary>Adds to the gradient of input <paramref name="i"/>.</summary>
    public void Give(int i, string gradient) => _tape.Give(X(i), gradient);

    /// <summary>What is known of input <paramref name="i"/>.</summary>
    public ValueFacts In(int i = 0) => _tape.Facts[X(i)];

    /// <summary>What is known of output <paramref name="i"/>.</summary>
    public ValueFacts Out(int i = 0) => _tape.Facts[Y(i)];

    /// <summary>The element type that the node computes in.</summary>
    public ElementType Type => In().Type;

    /// <summary>The number of dimensions of input <paramref name="i"/>.</summary>
    /// <exception cref="UnsupportedPoolingException">It is not known.</exception>
    public int Rank(int i = 0) => In(i).Rank ?? throw Unsupported($"rank of '{X(i)}'", "not known before the model runs", "a known one");

    /// <summary>An integer attribute.</summary>
    public long Int(string name, long otherwise) => _attributes.TryGetValue(name, out AttributeValue? value) ? value.Int : otherwise;

    /// <summary>A list attribute, or null.</summary>
    public long[]? Ints(string name) => _attributes.GetValueOrDefault(name)?.Ints;

    /// <summary>A number attribute.</summary>
    public float Float(string name, float otherwise) => _attributes.TryGetValue(name, out AttributeValue? value) ? value.Float : otherwise;

    /// <summary>A text attribute.</summary>
    public string Text(string name, string otherwise) => _attributes.TryGetValue(name, out AttributeValue? value) ? value.String : otherwise;

    /// <summary>An attribute that the node has.</summary>
    public AttributeValue Attribute(string name) => _attributes[name];

    /// <summary>An axis attribute as a number from 0.</summary>
    public int Axis(string name, long otherwise)
    {
        int rank = Rank();
        long axis = Int(name, otherwise);
        long positive = axis < 0 ? axis + rank : axis;
        return positive >= 0 && positive <= rank ? (int)positive : throw new InvalidPoolingException($"node {Place.Label}: {name}", $"{axis}", $"{-rank} to {rank}");
    }

    /// <summary>The value of input <paramref name="i"/> if it is a constant, or null.</summary>
    public Tensor? Constant(int i) => Has(i) ? _tape.Facts.Constant(X(i)) : null;

    /// <summary>A setting that is an attribute before some operator set and an input from then on.</summary>
    /// <returns>The numbers; null if it is left out, or is computed.</returns>
    public long[]? Setting(string attribute, int input) => Ints(attribute) ?? Integers(input);

    /// <summary>The numbers of input <paramref name="i"/> if it is a constant of integers, or null.</summary>
    public long[]? Integers(int i) => Constant(i) switch
    {
        null => null,
        { Type: ElementType.Int32 } tensor => [.. tensor.Values<int>().ToArray().Select(v => (long)v)],
        { } tensor => tensor.Values<long>().ToArray(),
    };

    /// <summary>A number of the model's type.</summary>
    public string Scalar(double value) => Graph.Scalar(Type, value);

    /// <summary>Adds the running statistics that a training step leaves behind.</summary>
    public void Remember(string statistic, string next) => _tape.Remember(statistic, next);

    /// <summary>Values that the forward rule keeps for the backward one.</summary>
    public Dictionary<string, string> Kept { get; } = [];

    /// <summary>Sums a gradient over the axes along which <paramref name="target"/> was stretched, so that it has its shape (ONNX's multidirectional broadcasting).</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="shape">Its dimensions, as far as they are known.</param>
    /// <param name="target">The number of an input.</param>
    public string Unbroadcast(string gradient, IReadOnlyList<Dimension>? shape, int target) =>
        Broadcasting.Sum(this, gradient, shape, X(target), In(target).Dimensions);

    /// <summary>As <see cref="Unbroadcast(string, IReadOnlyList{Dimension}?, int)"/>, of a gradient in the shape of output 0.</summary>
    public string Unbroadcast(string gradient, int target) => Unbroadcast(gradient, Out().Dimensions, target);

    /// <summary>A list of shape <paramref name="value"/> (as of an input) that Reshape takes: constant where it can be.</summary>
    public string ShapeOf(int value) => In(value).Shape is { } known ? Graph.Ints(known) : Graph.Shape(X(value));

    /// <summary>Says why this node has no gradient.</summary>
    public UnsupportedPoolingException Unsupported(string subject, string found, string allowed) => _tape.Unsupported(Place, subject, found, allowed);
}
