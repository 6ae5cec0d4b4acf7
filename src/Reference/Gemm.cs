namespace OnnxPool.Reference;

/// <summary>ONNX Gemm with alpha = beta = 1, in double: Y = A'·B' + C, where A' is A or its transpose, and B' likewise.</summary>
public static class Gemm
{
    /// <summary>Multiplies.</summary>
    /// <param name="a">A, row-major: (M, K), or (K, M) with <paramref name="transA"/>.</param>
    /// <param name="b">B, row-major: (K, N), or (N, K) with <paramref name="transB"/>.</param>
    /// <param name="c">C: N numbers that are added to every row; null for none.</param>
    /// <param name="m">Rows of Y.</param>
    /// <param name="n">Columns of Y.</param>
    /// <param name="transA">Whether A is stored transposed.</param>
    /// <param name="transB">Whether B is stored transposed.</param>
    /// <exception cref="ArgumentException">Data of the wrong length.</exception>
    public static DenseResult Forward(double[] a, double[] b, double[]? c, long m, long n, bool transA = false, bool transB = false)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        long k = m == 0 ? 0 : a.LongLength / m;
        Shapes.RequireData(a, [m, k], "A");
        if (m > 0) Shapes.RequireData(b, [k, n], "B");
        if (c is not null) Shapes.RequireData(c, [n], "C");
        var y = new double[m * n];
        for (long i = 0; i < m; i++)
        {
            for (long j = 0; j < n; j++)
            {
                double sum = c?[j] ?? 0;
                for (long l = 0; l < k; l++) sum += a[transA ? (l * m) + i : (i * k) + l] * b[transB ? (j * k) + l : (l * n) + j];
                y[(i * n) + j] = sum;
            }
        }
        return new DenseResult([m, n], y);
    }
}
