using OnnxPool.Conformance;

namespace OnnxPool.Tests.Verification;

/// <summary>A runner that does what a test says with the right outputs and the input.</summary>
sealed class FakeRunner(Func<Tensor[], Tensor, Tensor[]> change) : IPoolRunner
{
    public string Name => "fake";

    public Tensor[] Run(Problem problem, IReadOnlyList<Tensor> inputs) => change(new OnnxPoolRunner().Run(problem, inputs), inputs[0]);

    /// <summary>Right but for float elements of the first output: <paramref name="change"/> takes index, count and right value.</summary>
    public static FakeRunner Off(Func<int, int, float, float> change) => new((right, _) =>
    {
        Tensor y = right[0];
        var wrong = new Tensor(y.Type, y.Shape);
        for (int i = 0; i < y.ElementCount; i++) wrong.Values<float>()[i] = change(i, (int)y.ElementCount, y.Values<float>()[i]);
        return [wrong, .. right[1..]];
    });
}
