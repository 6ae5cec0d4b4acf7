using Microsoft.ML.OnnxRuntime;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Workers;

sealed class WorkerProtocolTests
{
    static Tensor Texts()
    {
        var tensor = new Tensor(ElementType.String, [3]);
        ((string[])["", "ü", "a\0b"]).CopyTo(tensor.Strings);
        return tensor;
    }

    static readonly Tensor[] s_tensors =
    [
        Tensor.Of<float>(ElementType.Float, [1, 2], [float.NaN, -0f]),
        Tensor.Of<long>(ElementType.Int64, [], [long.MinValue]),
        new(ElementType.Double, [0, 3]),
        ProblemData.Create(ElementType.Int4, [3], DataKind.Uniform, "x", 1),
        Texts(),
    ];

    [Test]
    public void Requests_come_out_as_they_went_in()
    {
        var request = new ModelRequest
        {
            Model = [1, 2, 3],
            Feeds = s_tensors.Select((t, i) => (t, i)).ToDictionary(p => $"input {p.i}", p => p.t),
            Outputs = ["Y", "Indices"],
            Optimization = GraphOptimizationLevel.ORT_ENABLE_ALL,
            CustomOps = "/a b/c.so",
        };
        var read = (ModelRequest)WorkerProtocol.DecodeRequest(WorkerProtocol.Encode(request));
        Assert.Multiple(() =>
        {
            Assert.That(read.Model, Is.EqualTo(request.Model));
            Assert.That(read.Feeds.Keys, Is.EqualTo(request.Feeds.Keys));
            AreEqual([.. read.Feeds.Values], s_tensors);
            Assert.That((read.Optimization, read.CustomOps), Is.EqualTo((request.Optimization, request.CustomOps)));
            Assert.That(read.Outputs, Is.EqualTo(request.Outputs));
            Assert.That(((ModelRequest)WorkerProtocol.DecodeRequest(WorkerProtocol.Encode(request with { CustomOps = null }))).CustomOps, Is.Null);
            Assert.That(WorkerProtocol.DecodeRequest(WorkerProtocol.Encode(new LibraryRequest("ü.so"))), Is.EqualTo(new LibraryRequest("ü.so")));
        });
    }

    [Test]
    public void Answers_come_out_as_they_went_in()
    {
        AreEqual(((WorkerAnswer.Ran)RoundTrip(new WorkerAnswer.Ran(s_tensors))).Outputs, s_tensors);
        Assert.That(RoundTrip(new WorkerAnswer.Refused("why")), Is.EqualTo(new WorkerAnswer.Refused("why")));
        CustomOperator[] operators = [new("", "MaxPool", ElementType.Float, 1, 21, 1, 2), new("d", "X", ElementType.Undefined, 3, int.MaxValue, 0, 0)];
        Assert.That(((WorkerAnswer.Registered)RoundTrip(new WorkerAnswer.Registered(operators))).Operators, Is.EqualTo(operators));
    }

    [Test]
    public void A_message_that_is_cut_off_is_none()
    {
        byte[] message = WorkerProtocol.Encode(new WorkerAnswer.Ran(s_tensors));
        for (int length = 0; length < message.Length; length++)
            Assert.That(() => WorkerProtocol.DecodeAnswer(message[..length]), Throws.TypeOf<InvalidDataException>(), $"{length}");
        using var stream = new MemoryStream();
        WorkerProtocol.Send(stream, message);
        byte[] sent = stream.ToArray();
        Assert.That(WorkerProtocol.Receive(new MemoryStream(sent)), Is.EqualTo(message));
        for (int length = 0; length < sent.Length; length++)
            Assert.That(WorkerProtocol.Receive(new MemoryStream(sent[..length])), Is.Null, $"{length}");
    }

    [Test]
    public void Anything_else_is_no_message()
    {
        Assert.That(() => WorkerProtocol.Receive(new MemoryStream([0, 0, 0, 0])), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => WorkerProtocol.Receive(new MemoryStream([0xFF, 0xFF, 0xFF, 0xFF, 1])), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => WorkerProtocol.DecodeAnswer([99]), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => WorkerProtocol.DecodeRequest(WorkerProtocol.Encode(new WorkerAnswer.Refused(""))), Throws.TypeOf<InvalidDataException>());
        // A list of two thousand million texts.
        Assert.That(() => WorkerProtocol.DecodeAnswer([3, 0, 0, 0, 0x70]), Throws.TypeOf<InvalidDataException>());
    }

    static WorkerAnswer RoundTrip(WorkerAnswer answer) => WorkerProtocol.DecodeAnswer(WorkerProtocol.Encode(answer));

    static void AreEqual(IReadOnlyList<Tensor> actual, Tensor[] expected)
    {
        Assert.That(actual, Has.Count.EqualTo(expected.Length));
        foreach ((Tensor a, Tensor e) in actual.Zip(expected))
        {
            Assert.That(a.Type, Is.EqualTo(e.Type));
            Assert.That(a.Shape.ToArray(), Is.EqualTo(e.Shape.ToArray()));
            Assert.That(a.Bytes.ToArray(), Is.EqualTo(e.Bytes.ToArray()));
            if (e.Type == ElementType.String) Assert.That(a.Strings.ToArray(), Is.EqualTo(e.Strings.ToArray()));
        }
    }
}
