using System.Globalization;

namespace OnnxPool.Training;

/// <summary>Reports of epochs as text, from which the same numbers come back: a line for each, its words rate, loss, accuracy, and loss and accuracy of the validation.</summary>
static class EpochText
{
    const string None = "-";

    public static string Format(IEnumerable<EpochReport> history) => string.Join('\n', history.Select(r =>
        string.Join(' ', ((double?[])[r.LearningRate, r.Loss, r.Accuracy, r.Validation?.Loss, r.Validation?.Accuracy]).Select(v => v?.ToString("R", CultureInfo.InvariantCulture) ?? None))));

    /// <returns>The reports; null if the text is none of <see cref="Format"/>.</returns>
    public static IReadOnlyList<EpochReport>? Parse(string? text)
    {
        if (text is null) return null;
        List<EpochReport> history = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            double?[] numbers = [.. line.Split(' ').Select(Number)];
            if (numbers is not [{ } rate, { } loss, var accuracy, var validationLoss, var validationAccuracy]) return null;
            Score? validation = validationLoss is { } lost ? new Score(lost, validationAccuracy) : null;
            history.Add(new EpochReport(history.Count + 1, (float)rate, loss, accuracy, validation));
        }
        return history;
    }

    static double? Number(string word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
