namespace OnnxPool.Plugin;

/// <summary>What a session says of its kernels, whichever way they came in: entries of its configuration.</summary>
/// <param name="Threads">Whose threads share a call.</param>
/// <param name="Statistics">Where calls are counted; null for nowhere.</param>
sealed record NodeSettings(KernelThreads Threads, OnnxPoolStatistics? Statistics)
{
    /// <summary>The key of whose threads share a call.</summary>
    public const string ThreadsKey = "threads";

    /// <summary>The key of statistics.</summary>
    public const string StatisticsKey = "statistics";

    static readonly string[] s_threads = ["onnxruntime", "onnxpool", "none"];

    /// <summary>Reads them.</summary>
    /// <param name="option">Gives the text of a key; null where it is not set.</param>
    /// <exception cref="InvalidPoolingException">A text that is none of a key's.</exception>
    public static NodeSettings Read(Func<string, string?> option)
    {
        int threads = option(ThreadsKey) is { } text ? Choice(ThreadsKey, text, s_threads) : 0;
        return new NodeSettings((KernelThreads)threads, option(StatisticsKey) is { } key ? OnnxPoolStatistics.Find(key) : null);
    }

    /// <summary>The text of a choice.</summary>
    public static string Text(KernelThreads threads) => s_threads[(int)threads];

    /// <summary>Which of several texts it is.</summary>
    /// <exception cref="InvalidPoolingException">None of them.</exception>
    public static int Choice(string key, string text, string[] allowed) => Array.IndexOf(allowed, text) is var i and >= 0
        ? i : throw new InvalidPoolingException($"option {key}", $"'{text}'", string.Join(", ", allowed));
}
