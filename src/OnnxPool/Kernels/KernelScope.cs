namespace OnnxPool;

/// <summary>
/// For tests: which kernels take the calls that this thread makes until it is disposed, and a way to have one of them run.
/// Scopes do not nest.
/// </summary>
public sealed class KernelScope : IDisposable
{
    [ThreadStatic]
    static KernelScope? s_current;

    readonly List<string> _accepting = [];
    readonly List<string> _ran = [];

    /// <summary>Begins a scope.</summary>
    /// <param name="kernel">The kernel that is to run where it takes the call, with its width or, for whichever width is there, without; null for the table's own choice.</param>
    /// <exception cref="InvalidPoolingException">No kernel has that name.</exception>
    public KernelScope(string? kernel = null) : this(kernel, null)
    {
    }

    /// <param name="kernel">As above.</param>
    /// <param name="threads">So many threads share each call, however small it is; null for as many as it is worth.</param>
    internal KernelScope(string? kernel, int? threads)
    {
        Kernel = kernel is null ? null : KernelChoice.Require("kernel", kernel);
        Threads = threads;
        s_current = this;
    }

    /// <summary>The kernel that is to run.</summary>
    public string? Kernel { get; }

    /// <summary>The kernels that took the calls so far; of each call the one that ran first.</summary>
    public IReadOnlyList<string> Accepting => _accepting;

    /// <summary>The kernels that ran, one for each call that has kernels.</summary>
    internal IReadOnlyList<string> Ran => _ran;

    /// <summary>How many threads share a call; null for as many as it is worth.</summary>
    internal int? Threads { get; }

    /// <summary>How often another thread did a part of a call.</summary>
    internal int Helpers { get; private set; }

    internal static KernelScope? Current => s_current;

    internal void Note(Kernel chosen, IEnumerable<Kernel> others)
    {
        _ran.Add(chosen.Name);
        _accepting.AddRange([chosen.Name, .. others.Select(k => k.Name)]);
    }

    internal void NoteHelpers(int helpers) => Helpers += helpers;

    /// <inheritdoc/>
    public void Dispose() => s_current = null;
}
