using System.Globalization;

namespace OnnxPool.Cli;

/// <summary>Numbers in cells: short, at the price of digits that a picture has no room for.</summary>
static class NumberText
{
    /// <summary>At most 8 characters: integers up to 9999 whole, others with at most three decimals, or two digits and a power of ten.</summary>
    public static string Of(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        double size = Math.Abs(value);
        string sign = double.IsNegative(value) ? "−" : "";
        string digits = double.IsInteger(value) && size < 10_000 ? size.ToString("0", CultureInfo.InvariantCulture)
            : size is >= 0.001 and < 1000 ? Short(size)
            : size.ToString("0.#e0", CultureInfo.InvariantCulture).Replace('-', '−');
        return sign + digits;
    }

    static string Short(double size)
    {
        int decimals = size < 1 ? 3 : size < 10 ? 2 : 1;
        string text = size.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.TrimEnd('0').TrimEnd('.');
    }
}
