using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Models with training information, to be trained or to be damaged.</summary>
static class InfoModel
{
    /// <summary>y = x·w + b in double, and the mean of (y − t)², by Momentum with everything set, whose velocity and count begin where initialization puts them.</summary>
    public static ModelProto Regression(string mode = "standard")
    {
        ModelProto model = Line();
        ModelBuilder algorithm = Squares(new ModelBuilder(17).Import(TrainingStandard.Domain, 1))
            .Initializer("rate", Doubles([], 0.05)).Initializer("count", Count(9)).Initializer("one", Count(1))
            .Initializer("vw", Doubles([2, 1], 7, 7)).Initializer("vb", Doubles([1], 0.25))
            .Node(Twice(["w", "b"], ["x"], ["w", "b", "x"], ["dw", "db"]))
            .Node("Momentum", ["rate", "count", "w", "b", "dw", "db", "vw", "vb"], ["w.next", "b.next", "vw.next", "vb.next"],
                [new("alpha", AttributeValue.Of(0.8f)), new("beta", AttributeValue.Of(0.5f)), new("norm_coefficient", AttributeValue.Of(0.1f)), new("mode", AttributeValue.Of(mode))], domain: TrainingStandard.Domain)
            .Node("Add", ["count", "one"], ["count.next"]);
        foreach (string name in (string[])["w.next", "b.next", "vw.next", "vb.next"]) algorithm.Output(name, ElementType.Double);
        var info = new TrainingInfoProto { Algorithm = algorithm.Output("count.next", ElementType.Int64).Build().Graph };
        info.Initialization = new ModelBuilder(17).Initializer("none", Doubles([2, 1], 0, 0)).Initializer("start", Count(0))
            .Node("Identity", ["none"], ["vw.first"]).Node("Identity", ["start"], ["count.first"]).Output("vw.first", ElementType.Double).Output("count.first", ElementType.Int64).Build().Graph;
        Bind(info.InitializationBinding, ("vw", "vw.first"), ("count", "count.first"));
        Bind(info.UpdateBinding, ("w", "w.next"), ("b", "b.next"), ("vw", "vw.next"), ("vb", "vb.next"), ("count", "count.next"));
        model.TrainingInfo.Add(info);
        return model;
    }

    /// <summary>The same line, in two algorithms: each moves one of the parameters down the slope, the second where the first has left the other one.</summary>
    public static ModelProto Blocks()
    {
        ModelProto model = Line();
        foreach (string name in (string[])["w", "b"])
        {
            var info = new TrainingInfoProto
            {
                Algorithm = Squares(new ModelBuilder(17).Import(TrainingStandard.Domain, 1)).Initializer("rate", Doubles([], 0.1))
                    .Node(StandardTests.Gradient("slope", [name], ["x"], "loss", [name, "x"])).Node("Mul", ["slope", "rate"], ["move"]).Node("Sub", [name, "move"], ["next"])
                    .Output("next", ElementType.Double).Build().Graph,
            };
            Bind(info.UpdateBinding, (name, "next"));
            model.TrainingInfo.Add(info);
        }
        return model;
    }

    public static void Bind(Google.Protobuf.Collections.RepeatedField<StringStringEntryProto> bindings, params (string Variable, string Output)[] pairs) =>
        bindings.AddRange(pairs.Select(p => new StringStringEntryProto { Key = p.Variable, Value = p.Output }));

    public static NodeProto Twice(string[] xs, string[] zs, string[] inputs, string[] outputs)
    {
        NodeProto node = StandardTests.Gradient(outputs[0], xs, zs, "loss", inputs);
        node.Output.AddRange(outputs[1..]);
        return node;
    }

    public static Tensor Doubles(long[] shape, params double[] values) => Tensor.Of(shape, (ReadOnlySpan<double>)values);

    static Tensor Count(long value) => Tensor.Of(ElementType.Int64, [], (ReadOnlySpan<long>)[value]);

    static ModelProto Line() => new ModelBuilder(17).Import(TrainingStandard.Domain, 1).Input("x", ElementType.Double, -1, 2)
        .Initializer("w", Doubles([2, 1], 0.5, -1)).Initializer("b", Doubles([1], 2))
        .Node("MatMul", ["x", "w"], ["xw"]).Node("Add", ["xw", "b"], ["y"]).Output("y", ElementType.Double, [-1, 1]).Build();

    static ModelBuilder Squares(ModelBuilder algorithm) => algorithm.Input("t", ElementType.Double, -1, 1)
        .Node("Sub", ["y", "t"], ["difference"]).Node("Mul", ["difference", "difference"], ["square"])
        .Node("ReduceMean", ["square"], ["loss"], [new("keepdims", AttributeValue.Of(0))]).Output("loss", ElementType.Double, []);
}
