namespace OnnxPool.Tests;

/// <summary>Where the tests find the repository that they were built from.</summary>
static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below <see cref="Root"/>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OnnxPool.sln"))) return folder.FullName;
        throw new InvalidOperationException($"no OnnxPool.sln above {AppContext.BaseDirectory}");
    }
}
