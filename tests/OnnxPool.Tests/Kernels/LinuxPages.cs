using System.Runtime.InteropServices;

namespace OnnxPool.Tests.Kernels;

/// <summary>Pages of memory and what may be done with them.</summary>
static unsafe class LinuxPages
{
    const int ProtNone = 0, ProtRead = 1, ProtReadWrite = 3, MapPrivateAnonymous = 0x22;

    public static byte* Map(nuint length)
    {
        byte* pages = MMap(0, length, ProtReadWrite, MapPrivateAnonymous, -1, 0);
        return (nint)pages == -1 ? throw new InvalidOperationException("mmap") : pages;
    }

    public static void Forbid(byte* pages, nuint length) => Protect(pages, length, ProtNone);

    public static void ReadOnly(byte* pages, nuint length) => Protect(pages, length, ProtRead);

    public static void Unmap(byte* pages, nuint length)
    {
        if (MUnmap(pages, length) != 0) throw new InvalidOperationException("munmap");
    }

    static void Protect(byte* pages, nuint length, int protection)
    {
        if (MProtect(pages, length, protection) != 0) throw new InvalidOperationException("mprotect");
    }

    [DllImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern byte* MMap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int MProtect(byte* address, nuint length, int protection);

    [DllImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int MUnmap(byte* address, nuint length);
}
