namespace OnnxPool.Cli;

/// <summary>Where the tool keeps what it has fetched.</summary>
static class CacheFolder
{
    const string Name = ".cache";

    /// <summary>That of the repository in which the tool is built; elsewhere the user's.</summary>
    public static string Path
    {
        get
        {
            for (string? folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
                if (File.Exists(System.IO.Path.Combine(folder, "OnnxPool.sln"))) return System.IO.Path.Combine(folder, Name);
            return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Name, "onnxpool");
        }
    }
}
