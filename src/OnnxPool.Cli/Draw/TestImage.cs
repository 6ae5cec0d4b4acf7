using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>The picture that <c>onnxpool draw --image</c> pools: two bright squares, a half-bright band, and noise.</summary>
static class TestImage
{
    /// <summary>The problem line: windows of 2x2 that do not overlap.</summary>
    public const string Line = "MaxPool:22 double 1x1x16x16 kernel_shape=2,2 strides=2,2";

    const int Side = 16;
    const double Noise = 0.1;

    /// <summary>16x16 brightnesses, in row-major order.</summary>
    public static double[] Create(long seed)
    {
        double[] pixels = ProblemData.Create(ElementType.Double, [Side, Side], DataKind.Uniform, "test image", seed).ToDoubles();
        foreach (ref double pixel in pixels.AsSpan()) pixel *= Noise;
        Add(pixels, 2..7, 2..7, 1);
        Add(pixels, 4..9, 10..14, 1);
        Add(pixels, 11..14, 0..Side, 0.5);
        return pixels;
    }

    static void Add(double[] pixels, Range rows, Range columns, double brightness)
    {
        for (int row = rows.Start.Value; row < rows.End.Value; row++)
            foreach (ref double pixel in pixels.AsSpan(row * Side, Side)[columns]) pixel += brightness;
    }
}
