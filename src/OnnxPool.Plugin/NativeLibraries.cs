using System.Globalization;
using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>
/// The native libraries beside the one that a host loads, compiled for wider registers: a compiler that runs ahead of time settles their width.
/// </summary>
static unsafe class NativeLibraries
{
    static readonly string[] s_flags3 = ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"];

    // Names of the files, and what Linux calls the instructions that their code takes for granted (x86-64-v4 and -v3); best first.
    static readonly (string File, string[] Flags)[] s_libraries =
    [
        ("libonnxpool.v4.so", ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", .. s_flags3]),
        ("libonnxpool.v3.so", s_flags3),
    ];

    static readonly Lazy<nint> s_best = new(LoadBest);

    /// <summary>An export of the best library for this processor; 0 where there is none but this.</summary>
    /// <exception cref="DllNotFoundException">The library is there and cannot be loaded.</exception>
    public static nint Find(string export) => s_best.Value == 0 ? 0 : NativeLibrary.GetExport(s_best.Value, export);

    static nint LoadBest()
    {
        if (FolderOf((nint)(delegate*<nint>)&LoadBest) is not { } folder) return 0;
        HashSet<string> processor = Flags();
        foreach ((string file, string[] flags) in s_libraries)
            if (processor.IsSupersetOf(flags) && File.Exists(Path.Combine(folder, file))) return NativeLibrary.Load(Path.Combine(folder, file));
        return 0;
    }

    // What the processor has and the system lets programs use.
    static HashSet<string> Flags()
    {
        foreach (string line in File.ReadLines("/proc/cpuinfo"))
            if (line.StartsWith("flags", StringComparison.Ordinal)) return [.. line.Split(':')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return [];
    }

    /// <summary>The folder of the library that has a piece of code; a line of the system's map is FROM-TO MODE OFFSET DEVICE INODE PATH.</summary>
    static string? FolderOf(nint code)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            string[] range = fields[0].Split('-');
            if (fields.Length == 6 && (ulong)code >= Hex(range[0]) && (ulong)code < Hex(range[1])) return Path.GetDirectoryName(fields[5].TrimStart());
        }
        return null;
    }

    static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
