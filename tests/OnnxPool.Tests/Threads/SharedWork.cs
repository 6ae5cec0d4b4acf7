namespace OnnxPool.Tests.Threads;

/// <summary>Work that writes down who did what, so that a test can see how it was shared.</summary>
readonly struct SharedWork(SharedWork.Record record) : IUnitWork
{
    public void Run(int from, int to) => record.Note(from, to);

    /// <summary>What happened to one piece of work.</summary>
    public sealed class Record
    {
        readonly HashSet<int> _threads = [];
        readonly List<(int From, int To)> _parts = [];
        readonly Lock _lock = new();
        int _inside;
        bool _isClosed;

        /// <summary>Called for each part, on its thread, once it is noted.</summary>
        public Action<Record, int> OnPart { get; init; } = (_, _) => { };

        public int Threads => _threads.Count;

        public int MostAtATime { get; private set; }

        public bool CameTooLate { get; private set; }

        public IEnumerable<(int From, int To)> InOrder => _parts.Order();

        /// <summary>From now on nobody may do a part.</summary>
        public void Close()
        {
            lock (_lock) _isClosed = true;
        }

        public void Note(int from, int to)
        {
            lock (_lock)
            {
                CameTooLate |= _isClosed;
                _threads.Add(Environment.CurrentManagedThreadId);
                _parts.Add((from, to));
                MostAtATime = Math.Max(MostAtATime, ++_inside);
            }
            try
            {
                OnPart(this, from);
            }
            finally
            {
                lock (_lock) _inside--;
            }
        }
    }
}
