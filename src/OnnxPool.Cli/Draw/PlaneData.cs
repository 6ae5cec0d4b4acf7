using System.Globalization;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>The numbers in a picture.</summary>
static class PlaneData
{
    /// <summary>The first plane of the line's input data.</summary>
    /// <exception cref="InvalidPoolingException">Channels that no array can hold.</exception>
    public static double[] OfLine(PlaneProblem plane, long seed)
    {
        // Data is a stream in row-major order, so that the first plane is that of the whole, however many follow.
        // Channels that are the innermost axis lie between the elements of a plane.
        long step = plane.Layout == PoolLayout.Nhwc ? plane.Channels : 1;
        double[] stream = ProblemData.Create(plane.Problem.Type, [.. plane.Shape, step], plane.Problem.Data, plane.Problem.Identity, seed).ToDoubles();
        return [.. stream.Where((_, i) => i % step == 0)];
    }

    /// <summary>Integers from 0 to 8 in any order: they fit every type, are easy to add, and tie.</summary>
    public static double[] Small(PlaneProblem plane, long seed) =>
        ProblemData.Create(ElementType.UInt8, plane.Shape, DataKind.Ties, plane.Problem.Identity, seed).ToDoubles();

    /// <summary>Numbers of the user: joined by commas, A..B for all integers from A to B.</summary>
    /// <exception cref="InvalidPoolingException">Something else, another number of them, or a number that the type does not hold.</exception>
    public static double[] Parse(PlaneProblem plane, string text)
    {
        var values = new List<double>();
        foreach (string item in text.Split(','))
        {
            string[] ends = item.Split("..");
            if (ends.Length == 2 && int.TryParse(ends[0], CultureInfo.InvariantCulture, out int first)
                && int.TryParse(ends[1], CultureInfo.InvariantCulture, out int last) && first <= last && last - (long)first < plane.InputCount)
                values.AddRange(Enumerable.Range(first, last - first + 1).Select(v => (double)v));
            else if (double.TryParse(item, CultureInfo.InvariantCulture, out double value))
                values.Add(value);
            else
                throw new InvalidPoolingException("--values", $"'{item}'", "numbers joined by commas, A..B for the integers from A to B");
        }
        if (values.Count != plane.InputCount)
            throw new InvalidPoolingException("--values", $"{values.Count} numbers", $"{plane.InputCount} for a plane of {plane.Rows.Input}x{plane.Columns.Input}");
        (int least, int most) = plane.Problem.Type == ElementType.Int8 ? ((int)sbyte.MinValue, (int)sbyte.MaxValue) : (byte.MinValue, byte.MaxValue);
        if (!plane.IsFloating && values.Any(v => !double.IsInteger(v) || v < least || v > most))
            throw new InvalidPoolingException("--values", text, $"integers from {least} to {most} for {plane.Problem.Type.Name()}");
        return [.. values];
    }
}
