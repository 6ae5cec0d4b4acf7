namespace OnnxPool.Plugin;

/// <summary>
/// Functions of ONNX Runtime's C interface by their places in its table: struct OrtApi of onnxruntime_c_api.h. Places do not change between versions.
/// </summary>
/// <param name="table">What GetApi returned.</param>
readonly unsafe partial struct OrtApi(nint* table)
{
    /// <summary>The version that is asked for, the first with all that is used here; later hosts have it too.</summary>
    public const uint Version = 24;

    readonly nint* _table = table;

    /// <summary>The table itself: the same for all who ask one ONNX Runtime.</summary>
    public nint Table => (nint)_table;

    /// <summary>Asks a host (struct OrtApiBase: GetApi 0, GetVersionString 1).</summary>
    /// <exception cref="NotSupportedException">It is older than <see cref="Version"/>.</exception>
    public static OrtApi Of(nint apiBase)
    {
        OrtApi api = Find(apiBase, Version);
        return api._table is not null ? api : throw new NotSupportedException(
            $"ONNX Runtime: found version {NativeText.At(((delegate* unmanaged<byte*>)((nint*)apiBase)[1])())}; allowed: 1.{Version} or later");
    }

    /// <summary>The oldest interface of a host, with the functions that make an error; every host has it.</summary>
    public static OrtApi Oldest(nint apiBase) => Find(apiBase, 1);

    static OrtApi Find(nint apiBase, uint version) => new(((delegate* unmanaged<uint, nint*>)((nint*)apiBase)[0])(version));

    /// <exception cref="OrtException">The status is an error.</exception>
    public void Check(nint status)
    {
        if (status != 0) Throw(status);
    }

    void Throw(nint status)
    {
        var code = (OrtErrorCode)((delegate* unmanaged<nint, int>)_table[1])(status);
        string message = NativeText.At(((delegate* unmanaged<nint, byte*>)_table[2])(status));
        ReleaseStatus(status);
        throw new OrtException(code, message);
    }

    public nint CreateStatus(OrtErrorCode code, string message)
    {
        fixed (byte* text = NativeText.Bytes(message)) return ((delegate* unmanaged<int, byte*, nint>)_table[0])((int)code, text);
    }

    /// <summary>A status without a message of its own, for which no memory is needed here.</summary>
    public nint CreateStatus(OrtErrorCode code)
    {
        fixed (byte* text = "OnnxPool: out of memory\0"u8) return ((delegate* unmanaged<int, byte*, nint>)_table[0])((int)code, text);
    }

    public void ReleaseStatus(nint status) => ((delegate* unmanaged<nint, void>)_table[93])(status);

    // Domains of custom operators.

    public nint CreateCustomOpDomain(byte* name)
    {
        nint domain;
        Check(((delegate* unmanaged<byte*, nint*, nint>)_table[26])(name, &domain));
        return domain;
    }

    public void AddToDomain(nint domain, nint op) => Check(((delegate* unmanaged<nint, nint, nint>)_table[27])(domain, op));

    public void AddCustomOpDomain(nint options, nint domain) => Check(((delegate* unmanaged<nint, nint, nint>)_table[28])(options, domain));

    (ElementType Type, long[]? Shape)? OfType(nint type)
    {
        nint tensor;
        Check(((delegate* unmanaged<nint, nint*, nint>)_table[55])(type, &tensor));
        return tensor == 0 ? null : OfTensor(tensor);
    }

    (ElementType Type, long[]? Shape)? OfTensor(nint info)
    {
        int type;
        nuint rank;
        Check(((delegate* unmanaged<nint, int*, nint>)_table[60])(info, &type));
        bool hasShape = ((delegate* unmanaged<nint, byte>)_table[390])(info) != 0;
        Check(((delegate* unmanaged<nint, nuint*, nint>)_table[61])(info, &rank));
        var dims = new long[rank];
        fixed (long* d = dims) Check(((delegate* unmanaged<nint, long*, nuint, nint>)_table[62])(info, d, rank));
        return ((ElementType)type, hasShape ? dims : null);
    }

    int Count(nint from, int slot)
    {
        nuint count;
        Check(((delegate* unmanaged<nint, nuint*, nint>)_table[slot])(from, &count));
        return (int)count;
    }

    nint[] List(nint from, int countSlot, int listSlot)
    {
        var list = new nint[Count(from, countSlot)];
        fixed (nint* l = list) Check(((delegate* unmanaged<nint, nint*, nuint, nint>)_table[listSlot])(from, l, (nuint)list.Length));
        return list;
    }

    string Text(nint from, int slot, bool direct)
    {
        byte* text;
        Check(((delegate* unmanaged<nint, byte**, nint>)_table[slot])(from, &text));
        return NativeText.At(text);
    }

    string Text(nint from, int slot)
    {
        nuint size = 0;
        var get = (delegate* unmanaged<nint, byte*, nuint*, nint>)_table[slot];
        Check(get(from, null, &size));
        var buffer = new byte[size + 1];
        fixed (byte* text = buffer) Check(get(from, text, &size));
        return NativeText.In(buffer);
    }

    bool Succeeds(nint status)
    {
        if (status == 0) return true;
        ReleaseStatus(status);
        return false;
    }
}
