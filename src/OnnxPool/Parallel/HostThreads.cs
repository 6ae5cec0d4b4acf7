using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace OnnxPool;

/// <summary>
/// Threads of a program that pooling runs inside of: while they are lent, the calls of one thread are shared among them, and not among the
/// thread pool's. Allocates nothing.
/// </summary>
/// <param name="host">Handed to <paramref name="spread"/>.</param>
/// <param name="count">The most threads that share a call; 1 or more.</param>
/// <param name="spread">
/// Calls <see cref="RunPart"/> with the work that it is given for each part from 0 to before the number of parts, on any threads, and returns when
/// all are done.
/// </param>
public readonly unsafe struct HostThreads(nint host, int count, delegate*<nint, int, nint, void> spread)
{
    [ThreadStatic]
    static HostThreads s_current;

    readonly delegate*<nint, int, nint, void> _spread = spread;

    /// <summary>Whether there are any; not so for the default.</summary>
    public bool IsPresent => _spread is not null;

    internal static HostThreads Current => s_current;

    internal int Count => count;

    /// <summary>Lends threads to the calls that the calling thread makes from now on; the default takes them back.</summary>
    public static void Lend(HostThreads threads) => s_current = threads;

    /// <summary>Does one part of a call. What it throws is thrown by the call.</summary>
    /// <param name="work">As <c>spread</c> was given it.</param>
    /// <param name="part">Which.</param>
    public static void RunPart(nint work, int part)
    {
        var job = (Job*)work;
        job->Run(job->State, part);
    }

    /// <summary>Does all units.</summary>
    /// <param name="units">Number of units.</param>
    /// <param name="parts">Parts to make of them.</param>
    /// <param name="work">The work.</param>
    internal void Run<TWork>(int units, int parts, in TWork work) where TWork : struct, IUnitWork
    {
        // On the stack, where nothing moves; it is left when all parts are done.
        var state = new State<TWork> { Work = work, Units = units, Parts = parts };
        var job = new Job { Run = &State<TWork>.Run, State = Unsafe.AsPointer(ref state) };
        _spread(host, parts, (nint)(&job));
        state.Error?.Throw();
    }

    struct Job
    {
        public delegate*<void*, int, void> Run;
        public void* State;
    }

    struct State<TWork> where TWork : struct, IUnitWork
    {
        public TWork Work;
        public int Units;
        public int Parts;
        public ExceptionDispatchInfo? Error;

        public static void Run(void* state, int part)
        {
            ref State<TWork> self = ref Unsafe.AsRef<State<TWork>>(state);
            try
            {
                self.Work.Run((int)((long)self.Units * part / self.Parts), (int)((long)self.Units * (part + 1) / self.Parts));
            }
            catch (Exception e)
            {
                // Nobody is above a thread of the host.
                self.Error = ExceptionDispatchInfo.Capture(e);
            }
        }
    }
}
