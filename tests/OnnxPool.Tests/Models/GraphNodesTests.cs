using OnnxPool.Onnx;

namespace OnnxPool.Tests.Models;

public sealed class GraphNodesTests
{
    // loop1 holds pool, an unnamed If and in its branch a pool again; a function holds a pool; training holds one.
    static ModelProto Nested()
    {
        ModelProto model = SampleModels.Chain().Import("ai.onnxpool", 1).Build();
        NodeProto inner = SampleModels.Node("MaxPool", "deep");
        NodeProto branch = SampleModels.Node("If", "", SampleModels.Graph("then_branch", inner));
        model.Graph.Node.Insert(1, SampleModels.Node("Loop", "loop1", SampleModels.Graph("body", SampleModels.Node("MaxPool", "pool"), branch)));
        model.Functions.Add(new FunctionProto
        {
            Name = "Twice",
            Domain = "local",
            Node = { SampleModels.Node("MaxPool", "f"), SampleModels.Node("If", "if", SampleModels.Graph("else_branch", SampleModels.Node("AveragePool"))) },
            OpsetImport = { new OperatorSetIdProto { Version = 11, Domain = "ai.onnx" } },
        });
        model.TrainingInfo.Add(new TrainingInfoProto { Algorithm = new GraphProto { Node = { SampleModels.Node("MaxPool", "t") } } });
        return model;
    }

    [Test]
    public void Every_node_is_found_with_its_place() =>
        Assert.That(GraphNodes.Of(Nested()).Select(p => $"{p.Kind} {p.Index} {p.Display} = {p.Label}"), Is.EqualTo((string[])
        [
            "Main 0 pool = 'pool' (MaxPool-12)",
            "Main 1 loop1 = 'loop1' (Loop-12)",
            "Subgraph 0 loop1/body/pool = 'loop1/body/pool' (MaxPool-12)",
            "Subgraph 1 loop1/body/#1 If -> If_out = 'loop1/body/#1' (If-12)",
            "Subgraph 0 loop1/body/#1 If/then_branch/deep = 'loop1/body/#1 If/then_branch/deep' (MaxPool-12)",
            "Main 2 #2 Relu -> r = #2 (Relu-12)",
            "Main 3 #3 Flatten -> Y = #3 (Flatten-12)",
            "Function 0 function local.Twice/f = 'function local.Twice/f' (MaxPool-11)",
            "Function 1 function local.Twice/if = 'function local.Twice/if' (If-11)",
            "Function 0 function local.Twice/if/else_branch/#0 AveragePool -> AveragePool_out = 'function local.Twice/if/else_branch/#0' (AveragePool-11)",
            "Training 0 training_info[0]/algorithm/t = 'training_info[0]/algorithm/t' (MaxPool-12)",
        ]));

    [TestCase("", "", 12L)]
    [TestCase("ai.onnx", "", 12L)]
    [TestCase("ai.onnxpool", "ai.onnxpool", 1L)]
    [TestCase("com.unknown", "com.unknown", null)]
    public void A_node_has_the_version_of_its_domain(string domain, string normalized, long? opset)
    {
        ModelProto model = Nested();
        model.Graph.Node[0].Domain = domain;
        NodePlace place = GraphNodes.Of(model).First();
        Assert.That((place.Domain, place.Opset), Is.EqualTo((normalized, opset)));
    }

    [Test]
    public void Of_two_imports_of_a_domain_the_higher_counts()
    {
        ModelProto model = Nested();
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 9 });
        Assert.That(GraphNodes.Of(model).First().Opset, Is.EqualTo(12));
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 19 });
        Assert.That(GraphNodes.Of(model).First().Opset, Is.EqualTo(19));
    }

    [Test]
    public void A_model_without_imports_has_no_versions_after_ir_version_2()
    {
        ModelProto model = Nested();
        model.OpsetImport.Clear();
        Assert.That(GraphNodes.Of(model).First().Opset, Is.Null);
        model.IrVersion = 2;
        Assert.That(GraphNodes.Of(model).First().Opset, Is.EqualTo(1));
    }

    [Test]
    public void A_graph_sees_the_values_around_it()
    {
        ModelProto model = Nested();
        GraphProto body = model.Graph.Node[1].Attribute[0].G;
        body.Input.Add(ValueTypes.Named("inner", ValueTypes.Tensor(ElementType.Double, [7])));
        body.ValueInfo.Add(ValueTypes.Named("Y", ValueTypes.Tensor(ElementType.Int8, [1])));
        NodePlace[] places = [.. GraphNodes.Of(model)];
        GraphValues main = places[0].Values, inside = places[2].Values, deep = places[4].Values;
        Assert.That(main.Find("inner"), Is.Null);
        Assert.That(deep.Find("inner")!.Shape, Is.EqualTo((long[])[7]));
        Assert.That(deep.Find("w")!.Shape, Is.EqualTo((long[])[2]));
        Assert.That((main.Find("Y")!.Type, inside.Find("Y")!.Type), Is.EqualTo((ElementType.Float, ElementType.Int8)));
        Assert.That(places[7].Values.Find("w"), Is.Null, "a function sees nothing of the model");
    }

    [Test]
    public void Declared_types()
    {
        var graph = new GraphProto
        {
            Input = { ValueTypes.Named("both", ValueTypes.Tensor(ElementType.Float, [-1])), new ValueInfoProto { Name = "untyped" } },
            ValueInfo =
            {
                new ValueInfoProto { Name = "sequence", Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence() } },
                new ValueInfoProto
                {
                    Name = "named",
                    Type = new TypeProto
                    {
                        TensorType = new TypeProto.Types.Tensor
                        {
                            ElemType = 1,
                            Shape = new TensorShapeProto
                            {
                                Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" }, new TensorShapeProto.Types.Dimension { DimValue = -5 }, new TensorShapeProto.Types.Dimension { DimValue = 0 } },
                            },
                        },
                    },
                },
            },
            Initializer = { new TensorProto { Name = "both", DataType = 1, Dims = { 4 } }, new TensorProto { Name = "only", DataType = 7, Dims = { 4, -3 } } },
            SparseInitializer = { new SparseTensorProto { Values = new TensorProto { Name = "sparse", DataType = 11, Dims = { 1 } }, Dims = { 8, 9 } }, new SparseTensorProto() },
        };
        var values = new GraphValues(graph);
        Assert.Multiple(() =>
        {
            Assert.That(values.Find("both")!.Shape, Is.EqualTo((long[])[-1]));
            Assert.That(values.Find("untyped"), Is.Null);
            Assert.That(values.Find("absent"), Is.Null);
            Assert.That(values.Find("sequence"), Is.Null);
            Assert.That(values.FindType("sequence"), Is.Not.Null);
            Assert.That(values.Find("named")!.Shape, Is.EqualTo((long[])[-1, -1, 0]));
            Assert.That(values.Find("only")!.Type, Is.EqualTo(ElementType.Int64));
            Assert.That(values.Find("only")!.Shape, Is.EqualTo((long[])[4, -1]));
            Assert.That(values.Find("sparse")!.Shape, Is.EqualTo((long[])[8, 9]));
        });
    }
}
