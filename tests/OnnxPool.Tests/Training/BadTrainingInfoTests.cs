using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Training information that breaks its rules is refused with one line that says which.</summary>
[TestFixture]
public class BadTrainingInfoTests
{
    const string Update = "training_info[0].update_binding: ", Algorithm = "training_info[0].algorithm: ";

    static IEnumerable<TestCaseData> Cases
    {
        get
        {
            yield return Case("no training information", m => m.TrainingInfo.Clear(), "training_info: found none; allowed: at least one");
            yield return Case("binding to an unknown initializer", (_, i) => i.UpdateBinding[0].Key = "q", $"{Update}found 'q'; allowed: initializers of the model and of its algorithm: w, b, rate, count, one, vw, vb");
            yield return Case("binding to an input", (_, i) => i.UpdateBinding[0].Key = "x", $"{Update}found 'x'; allowed: initializers");
            yield return Case("binding of an unknown output", (_, i) => i.UpdateBinding[0].Value = "q", $"{Update}found 'q' for 'w'; allowed: outputs: y, loss, w.next");
            yield return Case("binding of a value that is no output", (_, i) => i.UpdateBinding[0].Value = "dw", $"{Update}found 'dw' for 'w'; allowed: outputs");
            yield return Case("one initializer twice", (_, i) => InfoModel.Bind(i.UpdateBinding, ("w", "w.next")), $"{Update}found 'w' a second time");
            yield return Case("one initializer in two algorithms", (m, i) => m.TrainingInfo.Add(i.Clone()), "training_info[1].update_binding: found 'w' a second time");
            yield return Case("two initializers of one name", (m, i) =>
            {
                TrainingInfoProto second = i.Clone();
                second.UpdateBinding.Clear();
                m.TrainingInfo.Add(second);
            }, "training_info: found 'vw' bound in training_info[0] and training_info[1]; allowed: a name of its own");
            yield return Case("an algorithm that is left out", (_, i) => i.Algorithm = null, "training_info[0].initialization_binding: found 'vw'; allowed: initializers of the model and of its algorithm: w, b");
            yield return Case("an output that is left out", (_, i) => i.Algorithm.Output.Remove(i.Algorithm.Output.Single(o => o.Name == "b.next")), $"{Update}found 'b.next' for 'b'");
            yield return Case("another shape", (_, i) => (i.UpdateBinding[0].Value, i.UpdateBinding[1].Value) = ("b.next", "w.next"), $"{Algorithm}'b.next' for 'w': found double ?; allowed: double 2x1, as the initializer is");
            yield return Case("another type", (_, i) => (i.UpdateBinding[0].Value, i.UpdateBinding[4].Value) = ("count.next", "w.next"), $"{Algorithm}'count.next' for 'w': found int64");
            yield return Case("nodes out of order", (_, i) => Swap(i.Algorithm, 0, 1), $"{Algorithm}node #2 (Mul-17): found input 'difference', which only this node or a later one computes");
            yield return Case("a node that reads itself", (_, i) => i.Algorithm.Node[^1].Input[1] = "count.next", "(Add-17): found input 'count.next', which only this node or a later one computes");
            yield return Case("a value that nothing computes", (_, i) => i.Algorithm.Node[0].Input[1] = "q", "(Sub-17): found input 'q', which nothing computes; allowed: inputs, initializers");
            yield return Case("a name of the inference graph", (_, i) => i.Algorithm.Node[0].Output[0] = "xw", "training_info[0].algorithm: found a second 'xw'; allowed: names that no value of the inference graph has");
            yield return Case("an input of the inference graph", (_, i) => i.Algorithm.Input[0].Name = "x", "training_info[0].algorithm: found a second 'x'");
            yield return Case("a value twice", (_, i) => i.Algorithm.Node[1].Output[0] = "difference", "(Mul-17): found output 'difference' a second time");
            yield return Case("inference that reads the algorithm", (m, _) => m.Graph.Node[1].Input[1] = "t", "graph: node '' (Add): found input 't' of training_info[0].algorithm; allowed: values of the inference graph");
            yield return Case("initialization with an input", (_, i) => i.Initialization.Input.Add(ValueTypes.Named("seed", ValueTypes.Tensor(ElementType.Double, []))), "training_info[0].initialization: found input 'seed'; allowed: no inputs");
            yield return Case("initialization that reads the model", (_, i) => i.Initialization.Node[0].Input[0] = "w", "training_info[0].initialization: model: found one that ONNX Runtime refuses");
            yield return Case("initialization of another shape", (_, i) => i.InitializationBinding[0].Key = "b", "training_info[0].initialization: 'vw.first' for 'b': found double 2x1; allowed: double 1");
            yield return Case("initialization of an unknown output", (_, i) => i.InitializationBinding[0].Value = "q", "training_info[0].initialization_binding: found 'q' for 'vw'; allowed: outputs: vw.first, count.first");
            yield return Case("an optimizer with too few inputs", (_, i) => i.Algorithm.Node.Single(n => n.OpType == "Momentum").Input.RemoveAt(7), $"{Algorithm}node #6 (ai.onnx.preview.training.Momentum-1): found 7 inputs and 4 outputs");
            yield return Case("an operator that no release has", (_, i) => i.Algorithm.Node.Single(n => n.OpType == "Momentum").OpType = "GraphCall", "found GraphCall, which a draft of ONNX 1.7 had and no release has");
            yield return Case("an operator that nobody has", (_, i) => i.Algorithm.Node[0].OpType = "Difference", $"{Algorithm}model: found one that ONNX Runtime refuses");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void It_is_refused(Action<ModelProto, TrainingInfoProto> damage, string message)
    {
        ModelProto model = InfoModel.Regression();
        damage(model, model.TrainingInfo[0]);
        PoolingException? found = Assert.Catch<PoolingException>(() => TrainingStandard.Step(model));
        Assert.That(found!.Message, Does.Contain(message).And.Not.Contain("\n"));
    }

    static TestCaseData Case(string name, Action<ModelProto> damage, string message) => Case(name, (m, _) => damage(m), message);

    static TestCaseData Case(string name, Action<ModelProto, TrainingInfoProto> damage, string message) => new TestCaseData(damage, message).SetArgDisplayNames(name);

    static void Swap(GraphProto graph, int a, int b) => (graph.Node[a], graph.Node[b]) = (graph.Node[b].Clone(), graph.Node[a].Clone());
}
