namespace OnnxPool;

/// <summary>What tables have chosen for a geometry: a list that the geometry holds, and that only grows.</summary>
/// <remarks>Nodes do not change, so that a reader needs no lock. Of two writers at once one is forgotten, and asks again.</remarks>
sealed class KernelMemo
{
    readonly object _table;
    readonly KernelRequest _request;
    readonly Kernel _kernel;
    readonly KernelMemo? _next;

    KernelMemo(object table, KernelRequest request, Kernel kernel)
    {
        (_table, _request, _kernel) = (table, request, kernel);
        _next = request.Geometry.Chosen as KernelMemo;
    }

    /// <summary>What <paramref name="table"/> chose for the request; null if it has not.</summary>
    public static Kernel? Find(object table, KernelRequest request)
    {
        for (var memo = request.Geometry.Chosen as KernelMemo; memo is not null; memo = memo._next)
            if (memo._table == table && memo._request == request) return memo._kernel;
        return null;
    }

    /// <summary>Remembers a choice.</summary>
    public static void Add(object table, KernelRequest request, Kernel kernel) => request.Geometry.Chosen = new KernelMemo(table, request, kernel);
}
