using System.Globalization;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>What a run says, for people.</summary>
static class TrainText
{
    /// <summary>What is trained, with what and how.</summary>
    public static IEnumerable<string> Header(TrainSettings settings, TrainData data, IReadOnlyList<ParameterGradient> parameters)
    {
        yield return Printable.Of($"{settings.Model}: {parameters.Count} parameters of {Count(TrainResult.Count(parameters))} numbers; {settings.Data}: {Count(data.Train.Count)} examples to train, {Count(data.Test.Count)} to test");
        yield return $"{settings.Recipe.Describe()}, {settings.Recipe.Epochs} epochs, seed {settings.Seed.ToString(CultureInfo.InvariantCulture)}, {settings.Threads} {(settings.Threads == 1 ? "thread" : "threads")}";
    }

    /// <summary>One epoch.</summary>
    public static string Of(EpochReport report, int epochs)
    {
        string number = report.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(epochs.ToString(CultureInfo.InvariantCulture).Length);
        string test = report.Validation is { } validation ? $"   test {Of(validation)}" : "";
        return $"epoch {number}/{epochs}   {Of(new Score(report.Loss, report.Accuracy))}{test}";
    }

    /// <summary>The end.</summary>
    public static string Of(TrainResult result)
    {
        string plain = Of(new Score(result.Plain.Loss ?? result.Score.Loss, result.Plain.Accuracy));
        string hits = result.Plain.All > 0 ? $" ({Count(result.Plain.Right)} of {Count(result.Plain.All)})" : "";
        string verdict = result.IsGood ? "the same" : "FAILED: not what was trained";
        return Printable.Of($"{result.Settings.Out}: test {Of(result.Score)}; in plain ONNX Runtime {OrtSession.Version}: {plain}{hits}, {verdict}");
    }

    /// <summary>A share as people read it.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    /// <summary>A loss as people read it.</summary>
    public static string Loss(double loss) => loss.ToString("0.0000", CultureInfo.InvariantCulture);

    static string Of(Score score) => $"loss {Loss(score.Loss)}{(score.Accuracy is { } accuracy ? $", accuracy {Percent(accuracy)}" : "")}";

    static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
