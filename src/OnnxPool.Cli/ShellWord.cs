namespace OnnxPool.Cli;

/// <summary>Words of commands that reports give to be pasted into a POSIX shell.</summary>
static class ShellWord
{
    /// <summary>The word, quoted where it has to be: inside single quotes everything is itself but the quote.</summary>
    public static string Of(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '=' or ',' or '@')
            ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
