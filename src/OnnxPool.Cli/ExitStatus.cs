namespace OnnxPool.Cli;

/// <summary>What the process returns.</summary>
static class ExitStatus
{
    /// <summary>All good; known divergences too.</summary>
    public const int Good = 0;

    /// <summary>A real difference or failure.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or unreadable input; one clear line on standard error.</summary>
    public const int Unusable = 2;
}
