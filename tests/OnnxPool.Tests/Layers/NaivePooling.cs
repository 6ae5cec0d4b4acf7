using OnnxPool.Layers;

namespace OnnxPool.Tests.Layers;

/// <summary>Pooling as a textbook writes it, one loop for each axis: windows of the kernel's size at every stride, without padding.</summary>
sealed class NaivePooling(long[] shape, PerAxis kernel, PerAxis stride, PoolLayout layout)
{
    readonly bool _last = layout == PoolLayout.Nhwc;

    int N => (int)shape[0];

    int C => (int)(_last ? shape[3] : shape[1]);

    int H => (int)(_last ? shape[1] : shape[2]);

    int W => (int)(_last ? shape[2] : shape[3]);

    int OutputH => ((H - kernel.H) / stride.H) + 1;

    int OutputW => ((W - kernel.W) / stride.W) + 1;

    public long[] OutputShape => _last ? [N, OutputH, OutputW, C] : [N, C, OutputH, OutputW];

    public (double[] Y, double[] DX) Max(double[] x, double[] dY) => Pool(dY, x.Length, taps =>
    {
        int winner = taps.MaxBy(t => x[t]);
        return (x[winner], [(winner, 1)]);
    });

    public (double[] Y, double[] DX) Average(double[] x, double[] dY) => Pool(dY, x.Length, taps =>
        (taps.Average(t => x[t]), [.. taps.Select(t => (t, 1.0 / taps.Count))]));

    (double[] Y, double[] DX) Pool(double[] dY, int length, Func<List<int>, (double Value, (int At, double Share)[] Receivers)> window)
    {
        double[] y = new double[dY.Length], dX = new double[length];
        for (int n = 0; n < N; n++)
            for (int c = 0; c < C; c++)
                for (int i = 0; i < OutputH; i++)
                    for (int j = 0; j < OutputW; j++)
                    {
                        List<int> taps = [];
                        for (int k = 0; k < kernel.H; k++)
                            for (int l = 0; l < kernel.W; l++) taps.Add(At(n, c, (i * stride.H) + k, (j * stride.W) + l, H, W));
                        int output = At(n, c, i, j, OutputH, OutputW);
                        (y[output], (int At, double Share)[] receivers) = window(taps);
                        foreach ((int at, double share) in receivers) dX[at] += dY[output] * share;
                    }
        return (y, dX);
    }

    int At(int n, int c, int h, int w, int height, int width) =>
        _last ? (((((n * height) + h) * width) + w) * C) + c : (((((n * C) + c) * height) + h) * width) + w;
}
