using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace OnnxPool.Conformance;

/// <summary>
/// Finds out what a custom-op library registers. ONNX Runtime cannot be asked, so the library is handed a copy of ONNX Runtime's
/// function table in which the three functions that register something take notes first. Foreign code runs: for workers only.
/// </summary>
static unsafe partial class CustomOpRecorder
{
    // onnxruntime_c_api.h of this version: so many functions, these among them. Later versions only append.
    const int ApiVersion = 29;
    const int ApiSlots = 425;
    const int CreateDomainSlot = 26;
    const int AddOperatorSlot = 27;
    const int AddDomainSlot = 28;

    // OrtCustomOp, in pointers; the version is 32 bits and padded.
    const int NameSlot = 2;
    const int InputTypeSlot = 4;
    const int InputCountSlot = 5;
    const int OutputCountSlot = 7;
    const int StartVersionSlot = 20;
    const int EndVersionSlot = 21;
    const uint FirstWithVersions = 17;

    static readonly Lock s_lock = new();
    static readonly Dictionary<nint, (string Name, List<nint> Operators)> s_domains = [];
    static readonly List<nint> s_added = [];
    static nint* s_real;
    static nint* s_recording;

    /// <summary>The operators that the library registers, in its order.</summary>
    /// <param name="path">The whole path of the library.</param>
    /// <exception cref="OrtRefusedException">It is no such library, or returns an error.</exception>
    public static IReadOnlyList<CustomOperator> Record(string path)
    {
        lock (s_lock)
        {
            // ONNX Runtime itself comes first: it says in its own words what is wrong with the library, and keeps it loaded.
            using SessionOptions options = OrtSession.CreateOptions();
            OrtSession.Guard(() =>
            {
                options.RegisterCustomOpLibrary(path);
                return 0;
            });
            s_domains.Clear();
            s_added.Clear();
            nint* realBase = OrtGetApiBase();
            nint* recordingBase = Allocate(2);
            recordingBase[0] = (nint)(delegate* unmanaged<uint, nint*>)&GetApi;
            recordingBase[1] = realBase[1];

            using SessionOptions recorded = OrtSession.CreateOptions();
            var register = (delegate* unmanaged<nint, nint*, nint>)NativeLibrary.GetExport(NativeLibrary.Load(path), "RegisterCustomOps");
            nint status = register(recorded.DangerousGetHandle(), recordingBase);
            if (status != 0) throw new OrtRefusedException("it registers once, but not a second time");
            return [.. s_added.SelectMany(domain => s_domains[domain].Operators.Select(op => Describe(s_domains[domain].Name, op)))];
        }
    }

    static CustomOperator Describe(string domain, nint op)
    {
        nint* table = (nint*)op;
        bool hasVersions = *(uint*)op >= FirstWithVersions;
        nuint inputs = ((delegate* unmanaged<nint, nuint>)table[InputCountSlot])(op);
        return new CustomOperator(
            domain,
            Text((byte*)((delegate* unmanaged<nint, nint>)table[NameSlot])(op)),
            inputs == 0 ? ElementType.Undefined : (ElementType)((delegate* unmanaged<nint, nuint, int>)table[InputTypeSlot])(op, 0),
            hasVersions && table[StartVersionSlot] != 0 ? ((delegate* unmanaged<nint, int>)table[StartVersionSlot])(op) : 1,
            hasVersions && table[EndVersionSlot] != 0 ? ((delegate* unmanaged<nint, int>)table[EndVersionSlot])(op) : int.MaxValue,
            (int)inputs,
            (int)((delegate* unmanaged<nint, nuint>)table[OutputCountSlot])(op));
    }

    [UnmanagedCallersOnly]
    static nint* GetApi(uint version)
    {
        if (version > ApiVersion) return null;
        s_real = ((delegate* unmanaged<uint, nint*>)OrtGetApiBase()[0])(version);
        if (s_real is null) return null;
        s_recording = Allocate(ApiSlots);
        new ReadOnlySpan<nint>(s_real, ApiSlots).CopyTo(new Span<nint>(s_recording, ApiSlots));
        s_recording[CreateDomainSlot] = (nint)(delegate* unmanaged<byte*, nint*, nint>)&CreateDomain;
        s_recording[AddOperatorSlot] = (nint)(delegate* unmanaged<nint, nint, nint>)&AddOperator;
        s_recording[AddDomainSlot] = (nint)(delegate* unmanaged<nint, nint, nint>)&AddDomain;
        return s_recording;
    }

    [UnmanagedCallersOnly]
    static nint CreateDomain(byte* name, nint* domain)
    {
        nint status = ((delegate* unmanaged<byte*, nint*, nint>)s_real[CreateDomainSlot])(name, domain);
        if (status == 0) s_domains[*domain] = (Text(name), []);
        return status;
    }

    [UnmanagedCallersOnly]
    static nint AddOperator(nint domain, nint op)
    {
        nint status = ((delegate* unmanaged<nint, nint, nint>)s_real[AddOperatorSlot])(domain, op);
        if (status == 0 && s_domains.TryGetValue(domain, out var entry)) entry.Operators.Add(op);
        return status;
    }

    [UnmanagedCallersOnly]
    static nint AddDomain(nint options, nint domain)
    {
        nint status = ((delegate* unmanaged<nint, nint, nint>)s_real[AddDomainSlot])(options, domain);
        if (status == 0 && s_domains.ContainsKey(domain)) s_added.Add(domain);
        return status;
    }

    static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>For good: the library may keep what it is given.</summary>
    static nint* Allocate(int slots) => (nint*)NativeMemory.AllocZeroed((nuint)slots, (nuint)sizeof(nint));

    [LibraryImport("onnxruntime")]
    private static partial nint* OrtGetApiBase();
}
