using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OnnxPool.Conformance;

/// <summary>What a worker does to its own process before foreign code runs in it.</summary>
static partial class ChildSetup
{
    const int StandardOutput = 1;
    const int StandardError = 2;

    // PR_SET_DUMPABLE of <sys/prctl.h>.
    const int SetDumpable = 4;

    /// <summary>
    /// Standard output as a stream of our own; from here on, what anybody else in the process writes there comes out on standard
    /// error. On Windows, where native code has streams of its own, it stays shared.
    /// </summary>
    /// <exception cref="IOException">The system does not allow it.</exception>
    public static Stream TakeStandardOutput()
    {
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        int copy = Duplicate(StandardOutput);
        if (copy < 0 || Duplicate(StandardError, StandardOutput) < 0)
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        return new FileStream(new SafeFileHandle(copy, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    /// <summary>A crash is an answer here: it must not fill the disk.</summary>
    public static void LeaveNoDump()
    {
        if (OperatingSystem.IsLinux()) _ = Control(SetDumpable, 0, 0, 0, 0);
    }

    /// <summary>A terminal sends an interrupt to the children too; the parent decides what it means.</summary>
    public static IDisposable LeaveInterruptsToTheParent() =>
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint a, nuint b, nuint c, nuint d);
}
