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

    /// <summary>Begins a scope.</summary>
    /// <param name="kernel">The kernel that is to run where it takes the call; null for the table's own choice.</param>
    /// <exception cref="InvalidPoolingException">No kernel has that name.</exception>
    public KernelScope(string? kernel = null)
    {
        if (kernel is not null && !KernelChoice.Names.Contains(kernel)) Throw.Invalid("kernel", kernel, string.Join(", ", KernelChoice.Names));
        Kernel = kernel;
        s_current = this;
    }

    /// <summary>The kernel that is to run.</summary>
    public string? Kernel { get; }

    /// <summary>The kernels that took the calls so far; of each call the one that ran first.</summary>
    public IReadOnlyList<string> Accepting => _accepting;

    internal static KernelScope? Current => s_current;

    internal void Note(IEnumerable<string> accepting) => _accepting.AddRange(accepting);

    /// <inheritdoc/>
    public void Dispose() => s_current = null;
}
