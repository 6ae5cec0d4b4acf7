namespace OnnxPool.Onnx;

/// <summary>Paths without symbolic links, to see where a file really is.</summary>
static class RealPath
{
    // As many as Linux follows.
    const int MaxLinks = 40;

    /// <summary>The path of the same file or directory with every link on the way followed. What does not exist is kept as written.</summary>
    /// <exception cref="IOException">Links that lead in a circle.</exception>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string current = Path.GetPathRoot(full)!;
        var parts = new Stack<string>();
        Push(parts, full[current.Length..]);
        int links = 0;
        while (parts.TryPop(out string? part))
        {
            if (part == ".") continue;
            if (part == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }
            string next = Path.Join(current, part);
            if (new FileInfo(next).LinkTarget is not string target)
            {
                current = next;
                continue;
            }
            if (++links > MaxLinks) throw new IOException($"more than {MaxLinks} symbolic links");
            string root = Path.GetPathRoot(target)!;
            if (root.Length > 0) current = root;
            Push(parts, target[root.Length..]);
        }
        return current;
    }

    /// <summary>Whether <paramref name="path"/> is below <paramref name="folder"/>; both without links.</summary>
    public static bool IsBelow(string folder, string path) =>
        path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    static void Push(Stack<string> parts, string path)
    {
        string[] split = path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (int i = split.Length - 1; i >= 0; i--) parts.Push(split[i]);
    }
}
