using OnnxPool.Onnx;

namespace OnnxPool.Tests.Models;

public sealed class GraphOutputsTests
{
    [Test]
    public void Values_become_outputs_and_the_rest_is_reported()
    {
        ModelProto model = SampleModels.Chain().Build();
        model.Graph.ValueInfo.Add(ValueTypes.Named("c", ValueTypes.Tensor(ElementType.Float, [-1, 1, 3, 3])));
        ModelProto before = model.Clone();

        ExposedModel exposed = GraphOutputs.Expose(model, ["r", "", "X", "c", "Y", "w", "c"]);

        Assert.That(exposed.Added, Is.EqualTo((string[])["r", "c"]));
        Assert.That(exposed.AlreadyOutputs, Is.EqualTo((string[])["Y"]));
        Assert.That(exposed.NotComputed, Is.EqualTo((string[])["X", "w"]));
        Assert.That(exposed.Model.Graph.Output.Select(o => o.Name), Is.EqualTo((string[])["Y", "r", "c"]));
        Assert.That(exposed.Model.Graph.Output[1].Type, Is.Null);
        Assert.That(DeclaredType.Of(exposed.Model.Graph.Output[2].Type)!.Shape, Is.EqualTo((long[])[-1, 1, 3, 3]));
        Assert.That(model, Is.EqualTo(before), "the model that was given stays as it is");
    }

    [Test]
    public void A_value_of_no_node_is_an_error()
    {
        ModelProto model = SampleModels.Chain().Build();
        model.Graph.Node.Add(SampleModels.Node("If", "i", SampleModels.Graph("t", SampleModels.Node("Inner"))));
        Assert.That(() => GraphOutputs.Expose(model, ["nothing"]), Throws.TypeOf<InvalidPoolingException>().With.Message.Contains("'nothing'"));
        Assert.That(() => GraphOutputs.Expose(model, ["Inner_out"]), Throws.TypeOf<InvalidPoolingException>());
        Assert.That(() => GraphOutputs.Expose(new ModelProto(), []), Throws.TypeOf<InvalidPoolingException>());
    }
}
