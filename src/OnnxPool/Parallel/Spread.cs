namespace OnnxPool;

/// <summary>What a thread does with its part of a call's buffers.</summary>
interface ISpreadCall<T>
{
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input; empty if there is none.</param>
    /// <param name="target">The output.</param>
    /// <param name="positions">Positions of winners, to be read or written; empty if there are none.</param>
    /// <param name="from">The first unit.</param>
    /// <param name="to">Where the units end.</param>
    void Run(ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> target, Span<long> positions, int from, int to);
}

/// <summary>Gives a call's buffers to several threads.</summary>
static unsafe class Spread
{
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input; empty if there is none.</param>
    /// <param name="target">The output.</param>
    /// <param name="positions">Positions of winners; empty if there are none.</param>
    /// <param name="units">Number of units.</param>
    /// <param name="cost">Roughly, elements read and written by all units; far below 2^60.</param>
    /// <param name="call">What to do with a part of the units.</param>
    public static void Run<T, TCall>(
        ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> target, Span<long> positions, int units, long cost, TCall call)
        where T : unmanaged
        where TCall : struct, ISpreadCall<T>
    {
        // Pinned until every thread is done, which the call waits for.
        fixed (T* f = first)
        fixed (T* s = second)
        fixed (T* t = target)
        fixed (long* p = positions)
        {
            PoolThreads.Run(units, cost * sizeof(T), new Work<T, TCall>
            {
                First = f,
                FirstLength = first.Length,
                Second = s,
                SecondLength = second.Length,
                Target = t,
                TargetLength = target.Length,
                Positions = p,
                PositionsLength = positions.Length,
                Call = call,
            });
        }
    }

    struct Work<T, TCall> : IUnitWork
        where T : unmanaged
        where TCall : struct, ISpreadCall<T>
    {
        public T* First;
        public int FirstLength;
        public T* Second;
        public int SecondLength;
        public T* Target;
        public int TargetLength;
        public long* Positions;
        public int PositionsLength;
        public TCall Call;

        public readonly void Run(int from, int to) => Call.Run(
            new ReadOnlySpan<T>(First, FirstLength), new ReadOnlySpan<T>(Second, SecondLength), new Span<T>(Target, TargetLength),
            new Span<long>(Positions, PositionsLength), from, to);
    }
}
