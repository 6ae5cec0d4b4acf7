using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Threading;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Makes Microsoft.ML.OnnxRuntime restorable: from the configured NuGet sources, or else as a package made from npm.
/// MSBuild compiles this file when it is needed, against .NET Standard 2.0.
/// </summary>
public sealed class OnnxRuntimePackage : Task
{
    const string Id = "Microsoft.ML.OnnxRuntime";
    const string ScratchPrefix = "tmp-";
    const string NpmRoot = "package/";
    const string Headers = NpmRoot + "Plugins/iOS~/onnxruntime.xcframework/ios-arm64/onnxruntime.framework/Headers";

    // A child's own time limits do not cover everything, and a build must not wait for ever.
    static readonly TimeSpan s_downloadLimit = TimeSpan.FromMinutes(30);
    static readonly TimeSpan s_buildLimit = TimeSpan.FromMinutes(10);
    static readonly TimeSpan s_lockLimit = TimeSpan.FromMinutes(45);

    [Required] public string Version { get; set; }
    [Required] public string TensorsVersion { get; set; }
    [Required] public string NpmPackage { get; set; }
    [Required] public string NpmVersion { get; set; }
    [Required] public string NpmSha256 { get; set; }

    /// <summary>The folder with the two projects that the children build.</summary>
    [Required] public string ProjectDirectory { get; set; }

    [Required] public string WorkDirectory { get; set; }

    /// <summary>The file that is there when NuGet has installed the package.</summary>
    [Required] public string InstalledPackage { get; set; }

    /// <summary>The package file to make.</summary>
    [Required] public string LocalPackage { get; set; }

    /// <summary>Where to note the place in which the official package was found installed.</summary>
    [Required] public string ProbeNote { get; set; }

    public string RestorePackagesPath { get; set; }
    public string RestoreSources { get; set; }
    public string RestoreConfigFile { get; set; }
    public string DotnetPath { get; set; }

    string NpmSpec => $"{NpmPackage}@{NpmVersion}";

    string Dotnet => string.IsNullOrEmpty(DotnetPath) ? "dotnet" : DotnetPath;

    static bool OnWindows => Path.DirectorySeparatorChar == '\\';

    public override bool Execute()
    {
        try
        {
            Directory.CreateDirectory(WorkDirectory);
            Directory.CreateDirectory(Path.GetDirectoryName(LocalPackage));
            using (TakeLock())
            {
                // Whoever held the lock before may have done the work.
                if (File.Exists(InstalledPackage) || File.Exists(LocalPackage))
                    return true;

                // Only the holder of the lock works here: what lies about was left by a build that was cut off.
                DeleteScratch();
                try
                {
                    Obtain(Path.Combine(WorkDirectory, ScratchPrefix + Guid.NewGuid().ToString("N")));
                }
                finally
                {
                    DeleteScratch();
                }
            }

            return true;
        }
        catch (Exception e)
        {
            Log.LogError(null, "ONNXPOOL001", null, BuildEngine.ProjectFileOfTaskNode, 0, 0, 0, 0, "{0}", e.Message);
            return false;
        }
    }

    void Obtain(string scratch)
    {
        string official = ProbeOfficial(Path.Combine(scratch, "probe"));
        if (official == null)
            return;

        Log.LogMessage(MessageImportance.High, "{0} {1} is not on the configured NuGet sources; packing it once from npm (about 150 MB)", Id, Version);
        try
        {
            PackFromNpm(Path.Combine(scratch, "npm"));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"{Id} {Version} could not be had. Tried the configured NuGet sources: {official}. Tried the npm package {NpmSpec}: {e.Message}.");
        }
    }

    /// <summary>Returns null when the configured sources have the package (it is installed then), otherwise why not.</summary>
    string ProbeOfficial(string directory)
    {
        CopyProject(directory, "Probe.csproj");
        var settings = new Dictionary<string, string> { ["OnnxRuntimeVersion"] = Version };
        AddCallersRestore(settings);

        Result result = Run(directory, Dotnet, "restore Probe.csproj " + Quietly, s_buildLimit, settings);
        if (result.ExitCode != 0)
            return DotnetError(result);

        XElement root = XDocument.Load(Path.Combine(directory, "obj", "Probe.csproj.nuget.g.props"))
            .Descendants().First(e => e.Name.LocalName == "NuGetPackageRoot");
        string installed = Path.Combine(root.Value.Trim(), Id.ToLowerInvariant(), Version, ".nupkg.metadata");
        File.WriteAllText(ProbeNote, installed);
        return null;
    }

    void PackFromNpm(string directory)
    {
        Directory.CreateDirectory(directory);
        string archive = Download(directory);
        string hash = Sha256(archive);
        if (hash != NpmSha256)
            throw new InvalidOperationException($"its sha256 is {hash}, not {NpmSha256} as expected");

        // Relative names only: some builds of tar take the colon of a Windows path for a host name.
        string[] wanted = { "LICENSE", "ThirdPartyNotices.txt", "Runtime", "Plugins/Linux", "Plugins/Windows", "Plugins/macOS" };
        string members = string.Join(" ", wanted.Select(name => NpmRoot + name)) + " " + Headers;
        Result tar = Run(directory, FindProgram("tar"), $"-xzf {Path.GetFileName(archive)} {members}", s_buildLimit);
        if (tar.ExitCode != 0)
            throw new InvalidOperationException("tar failed: " + Short(tar.Lines));

        File.Delete(archive);
        CheckVersion(Path.Combine(directory, Headers, "onnxruntime_c_api.h"));
        string package = Pack(directory);
        File.Move(package, LocalPackage);
    }

    string Download(string directory)
    {
        string npm = FindProgram(OnWindows ? "npm.cmd" : "npm");

        // npm's defaults wait for minutes between tries, which looks like a hang in a build.
        string arguments = $"pack {NpmSpec} --ignore-scripts --loglevel=error --update-notifier=false --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000";

        // A .cmd file is no program: only the command interpreter can start it.
        Result result = OnWindows
            ? Run(directory, "cmd.exe", "/d /c npm.cmd " + arguments, s_downloadLimit)
            : Run(directory, npm, arguments, s_downloadLimit);
        if (result.ExitCode != 0)
            throw new InvalidOperationException("npm failed: " + Short(result.Lines.Where(line => line.StartsWith("npm err", StringComparison.OrdinalIgnoreCase))));

        return Directory.GetFiles(directory, "*.tgz").FirstOrDefault()
            ?? throw new InvalidOperationException("npm wrote no archive");
    }

    /// <summary>ONNX Runtime's API version is the minor of its own version.</summary>
    void CheckVersion(string header)
    {
        string api = Regex.Match(File.ReadAllText(header), @"#define\s+ORT_API_VERSION\s+(\d+)").Groups[1].Value;
        if (Version.Split('.')[1] != api)
            throw new InvalidOperationException($"it holds ONNX Runtime 1.{api}");
    }

    string Pack(string directory)
    {
        CopyProject(directory, Id + ".csproj");
        var settings = new Dictionary<string, string>
        {
            ["OnnxRuntimeVersion"] = Version,
            ["OnnxRuntimeNpmSource"] = NpmSpec,
            ["NumericsTensorsVersion"] = TensorsVersion,
        };
        AddCallersRestore(settings);

        // The official framework needs a reference pack from the NuGet source; the SDK's own is always at hand.
        Result result = null;
        foreach (string framework in new[] { "net8.0", "net10.0" })
        {
            settings["OnnxRuntimeTargetFramework"] = framework;
            result = Run(directory, Dotnet, $"pack {Id}.csproj -c Release -o out -p:UseSharedCompilation=false {Quietly}", s_buildLimit, settings);
            if (result.ExitCode == 0)
                return Path.Combine(directory, "out", $"{Id}.{Version}.nupkg");
        }

        throw new InvalidOperationException("its C# sources could not be packed: " + DotnetError(result));
    }

    // A node or a compile server that outlives the child would keep our pipes open.
    static string Quietly => "--nologo -v:q -tl:off -nodeReuse:false";

    void CopyProject(string directory, string project)
    {
        Directory.CreateDirectory(directory);
        foreach (string name in new[] { project, "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            File.Copy(Path.Combine(ProjectDirectory, name), Path.Combine(directory, name));
    }

    void AddCallersRestore(Dictionary<string, string> settings)
    {
        void Add(string name, string value)
        {
            if (!string.IsNullOrEmpty(value))
                settings[name] = value;
        }

        Add("RestorePackagesPath", RestorePackagesPath);
        Add("RestoreSources", RestoreSources);
        Add("RestoreConfigFile", RestoreConfigFile);
    }

    FileStream TakeLock()
    {
        string path = Path.Combine(WorkDirectory, "lock");
        Stopwatch waited = Stopwatch.StartNew();
        for (bool told = false; ; told = true)
        {
            try
            {
                // The operating system lets go of it when the holder dies, however it dies.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (!(e is DirectoryNotFoundException))
            {
                if (waited.Elapsed > s_lockLimit)
                    throw new InvalidOperationException($"{Id} {Version}: another build has held {path} for {s_lockLimit.TotalMinutes:0} minutes ({e.Message})");
            }

            if (!told)
                Log.LogMessage(MessageImportance.High, "Waiting for another build that is packing {0} {1}", Id, Version);

            Thread.Sleep(200);
        }
    }

    static string Sha256(string path)
    {
        using (FileStream stream = File.OpenRead(path))
        using (SHA256 sha = SHA256.Create())
            return BitConverter.ToString(sha.ComputeHash(stream)).Replace("-", "").ToLowerInvariant();
    }

    static string FindProgram(string name)
    {
        string file = OnWindows && !Path.HasExtension(name) ? name + ".exe" : name;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(directory => directory.Length > 0)
            .Select(directory => Path.Combine(directory.Trim('"'), file))
            .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{Path.GetFileNameWithoutExtension(name)} is not installed");
    }

    // Settings travel as environment variables, which MSBuild reads as properties: nothing to quote.
    static Result Run(string directory, string program, string arguments, TimeSpan limit, Dictionary<string, string> settings = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What this build tells its own children (paths of its SDK, its server) would mislead another build.
        foreach (string name in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "false";
        foreach (KeyValuePair<string, string> setting in settings ?? new Dictionary<string, string>())
            start.Environment[setting.Key] = setting.Value;

        var lines = new List<string>();
        var ended = new CountdownEvent(2);
        using (var process = new Process { StartInfo = start })
        {
            void Take(string line)
            {
                if (line == null)
                {
                    ended.Signal();
                    return;
                }

                lock (lines)
                    lines.Add(line);
            }

            process.OutputDataReceived += (sender, e) => Take(e.Data);
            process.ErrorDataReceived += (sender, e) => Take(e.Data);
            process.Start();
            process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();

            if (!process.WaitForExit((int)limit.TotalMilliseconds))
            {
                process.Kill();
                throw new InvalidOperationException($"{Path.GetFileName(program)} did not end within {limit.TotalMinutes:0} minutes");
            }

            // Not for ever: a grandchild may still hold the pipes.
            ended.Wait(TimeSpan.FromSeconds(5));
            process.CancelOutputRead();
            process.CancelErrorRead();
            lock (lines)
                return new Result(process.ExitCode, lines.ToList());
        }
    }

    static string DotnetError(Result result)
    {
        Match match = result.Lines.Select(line => Regex.Match(line, @"error\s+([A-Z]+\d+:\s.*?)(\s\[[^\]]*\])?$")).FirstOrDefault(m => m.Success);
        return match == null ? Short(result.Lines) : Short(new[] { match.Groups[1].Value });
    }

    /// <summary>The first lines as one line of a bearable length.</summary>
    static string Short(IEnumerable<string> lines)
    {
        string text = string.Join("; ", lines.Select(line => line.Trim()).Where(line => line.Length > 0).Take(4)).TrimEnd('.');
        return text.Length == 0 ? "no message" : text.Length <= 500 ? text : text.Substring(0, 500) + "…";
    }

    void DeleteScratch()
    {
        foreach (string directory in Directory.GetDirectories(WorkDirectory, ScratchPrefix + "*"))
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
            {
                // An orphan of a killed build may still write there. It does no harm: every attempt has a folder of its own.
            }
        }
    }

    sealed class Result
    {
        public Result(int exitCode, List<string> lines)
        {
            ExitCode = exitCode;
            Lines = lines;
        }

        public int ExitCode { get; }
        public List<string> Lines { get; }
    }
}
