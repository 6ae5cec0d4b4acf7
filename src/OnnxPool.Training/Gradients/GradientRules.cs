using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>The table of gradient rules, and the operators that no gradient goes through.</summary>
static class GradientRules
{
    static readonly Dictionary<string, GradientRule> s_rules = new()
    {
        ["Conv"] = new(Convolution.Conv),
        ["ConvTranspose"] = new(Convolution.ConvTranspose),
        ["MatMul"] = new(MatrixProducts.MatMul),
        ["Gemm"] = new(MatrixProducts.Gemm),

        ["Add"] = new(Arithmetic.Add),
        ["Sub"] = new(Arithmetic.Sub),
        ["Mul"] = new(Arithmetic.Mul),
        ["Div"] = new(Arithmetic.Div),
        ["Pow"] = new(Arithmetic.Pow),
        ["Sqrt"] = new(Arithmetic.Sqrt),
        ["Neg"] = new(Arithmetic.Neg),
        ["Exp"] = new(Arithmetic.Exp),
        ["Log"] = new(Arithmetic.Log),
        ["Reciprocal"] = new(Arithmetic.Reciprocal),
        ["Abs"] = new(Arithmetic.Abs),
        ["Sum"] = new(Arithmetic.Sum),
        ["Mean"] = new(Arithmetic.Mean),
        ["Max"] = new(Arithmetic.Extreme),
        ["Min"] = new(Arithmetic.Extreme),
        ["Where"] = new(Arithmetic.Where),

        ["Relu"] = new(Activations.Relu),
        ["LeakyRelu"] = new(Activations.LeakyRelu),
        ["PRelu"] = new(Activations.PRelu),
        ["Elu"] = new(Activations.Elu),
        ["Clip"] = new(Activations.Clip) { Inputs = 1 },
        ["Sigmoid"] = new(Activations.Sigmoid),
        ["HardSigmoid"] = new(Activations.HardSigmoid),
        ["HardSwish"] = new(Activations.HardSwish),
        ["Tanh"] = new(Activations.Tanh),
        ["Softplus"] = new(Activations.Softplus),
        ["Erf"] = new(Activations.Erf),
        ["Softmax"] = new(Softmaxes.Softmax),
        ["LogSoftmax"] = new(Softmaxes.LogSoftmax),

        ["BatchNormalization"] = new(Normalization.Backward) { Inputs = 3, Forward = Normalization.Forward },
        ["Dropout"] = new(Dropout.Backward) { Inputs = 1, Forward = Dropout.Forward },

        ["Identity"] = new(ShapeOperators.Identity),
        ["Cast"] = new(ShapeOperators.Cast),
        ["Reshape"] = new(ShapeOperators.Reshape),
        ["Flatten"] = new(ShapeOperators.Reshape),
        ["Squeeze"] = new(ShapeOperators.Reshape),
        ["Unsqueeze"] = new(ShapeOperators.Reshape),
        ["Expand"] = new(ShapeOperators.Expand),
        ["Transpose"] = new(ShapeOperators.Transpose),
        ["Concat"] = new(ShapeOperators.Concat),
        ["Split"] = new(ShapeOperators.Split) { Outputs = int.MaxValue },
        ["Pad"] = new(ShapeOperators.Pad) { Inputs = 1 },
        ["Resize"] = new(Resizing.Resize) { Inputs = 1 },
        ["Slice"] = new(Indexing.Slice),
        ["Gather"] = new(Indexing.Gather),
        ["GatherElements"] = new(Indexing.Gather),

        ["ReduceSum"] = new(Reductions.Sum),
        ["ReduceMean"] = new(Reductions.Mean),
        ["ReduceMax"] = new(Reductions.Extreme),
        ["ReduceMin"] = new(Reductions.Extreme),
    };

    static readonly Dictionary<string, GradientRule> s_pooling = new()
    {
        ["MaxPool"] = new(Pooling.OfElements),
        ["GlobalMaxPool"] = new(Pooling.OfElements),
        ["LpPool"] = new(Pooling.OfElements),
        ["GlobalLpPool"] = new(Pooling.OfElements),
        ["AveragePool"] = new(Pooling.OfShape),
        ["GlobalAveragePool"] = new(Pooling.OfShape),
        ["MaxUnpool"] = new(Pooling.OfPositions) { Inputs = 1 },
    };

    // Their results do not change, or jump, with their inputs.
    static readonly HashSet<string> s_stops =
    [
        "Shape", "Size", "ConstantOfShape", "EyeLike", "RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial",
        "ArgMax", "ArgMin", "NonZero", "NonMaxSuppression", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "IsNaN", "IsInf",
        "Floor", "Ceil", "Round", "Sign", "Range", "OneHot",
    ];

    /// <summary>The operators that have a rule, in the order of the table.</summary>
    public static IEnumerable<string> Operators => s_rules.Keys.Concat(s_pooling.Keys);

    /// <summary>The rule for a node, or null.</summary>
    public static GradientRule? Find(NodePlace place) =>
        place.Domain is OperatorDomain.Onnx or OperatorTable.OwnDomain && s_pooling.TryGetValue(place.Node.OpType, out GradientRule? pooling) ? pooling
        : place.Domain == OperatorDomain.Onnx ? s_rules.GetValueOrDefault(place.Node.OpType) : null;

    /// <summary>Whether the loss does not depend, but by jumps, on a node's inputs through the node.</summary>
    public static bool Stops(NodePlace place) => place.Domain == OperatorDomain.Onnx && s_stops.Contains(place.Node.OpType);
}
