using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>The digits as they are published, fetched on first use.</summary>
[TestFixture]
public class DigitsTests
{
    static readonly Lazy<Examples> s_digits = new(() => Digits.Fetch(Repository.PathOf(".cache", "digits")));

    [Test]
    public void There_are_ten_thousand_of_ten_classes()
    {
        Examples digits = s_digits.Value;
        Assert.That(Shapes.Format(digits.Inputs.Shape), Is.EqualTo("10000x1x28x28"));
        long[] labels = digits.Labels.Values<long>().ToArray();
        Assert.That(Enumerable.Range(0, 10).Select(c => labels.Count(l => l == c)), Is.EqualTo((int[])[1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]));
        Assert.That(digits.Inputs.Values<float>().ToArray(), Has.All.InRange(0, 1));
    }

    [Test]
    public void LeNet_learns_most_of_them_in_four_epochs_of_two_thousand()
    {
        (Examples train, Examples test) = s_digits.Value.Split(2000, 1000);
        using var trainer = new Trainer(Networks.LeNet(), new TrainerOptions { Optimizer = new Adam(0.003f), Threads = 1 });
        _ = trainer.Fit(train, new FitOptions { Epochs = 4 });
        Assert.That(trainer.Evaluate(test).Accuracy, Is.GreaterThan(0.9));
    }
}
