using System.Globalization;

namespace OnnxPool.Cli;

/// <summary>The small line in a cell of dX: how its number comes from dY.</summary>
static class GradientNote
{
    /// <summary>Sums and shares such as 2+3, 1/4 or (1+2)/4; where they are too long, how many windows add to the cell.</summary>
    /// <param name="pooled">The plane.</param>
    /// <param name="cell">Position in dX.</param>
    /// <param name="value">The number that already stands in the cell.</param>
    /// <param name="fits">Whether a text has room.</param>
    /// <returns>Empty where there is nothing to add.</returns>
    public static string Of(PooledPlane pooled, int cell, string value, Func<string, bool> fits)
    {
        var terms = new List<(string Number, string Divisor)>();
        for (int i = 0; i < pooled.Windows.Count; i++)
        {
            foreach (GradientShare share in pooled.Windows[i].Shares.Where(s => s.Cell == cell))
                terms.Add((NumberText.Of(pooled.GradientOfY[i]), Math.Round(1 / share.Part).ToString(CultureInfo.InvariantCulture)));
        }
        if (terms.Count == 0) return "";
        string divisor = terms[0].Divisor;
        string sum = string.Join('+', terms.Select(t => t.Number));
        string note = terms.Any(t => t.Divisor != divisor) ? string.Join('+', terms.Select(t => Over(t.Number, t.Divisor)))
            : Over(terms.Count > 1 && divisor != "1" ? $"({sum})" : sum, divisor);
        return note == value ? "" : fits(note) ? note : string.Create(CultureInfo.InvariantCulture, $"{terms.Count} parts");
    }

    static string Over(string number, string divisor) => divisor == "1" ? number : $"{number}/{divisor}";
}
