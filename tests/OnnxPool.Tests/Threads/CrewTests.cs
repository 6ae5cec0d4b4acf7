namespace OnnxPool.Tests.Threads;

/// <summary>Work that several threads share: each unit once, by those who may, and nobody stays behind.</summary>
sealed class CrewTests
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public void Each_unit_is_done_once_whatever_the_parts()
    {
        var random = new Random(3);
        for (int i = 0; i < 2000; i++)
        {
            (int threads, int units) = (random.Next(2, 7), random.Next(1, 300));
            var record = new SharedWork.Record();
            Crew<SharedWork>.Run(threads, units, random.Next(1, units + 2), new SharedWork(record));
            record.Close();
            AssertWhole(record, units);
            Assert.That(record.MostAtATime, Is.LessThanOrEqualTo(threads));
        }
    }

    [TestCase(int.MaxValue, 1 << 28, 5)]
    [TestCase(int.MaxValue, int.MaxValue, 5)]
    [TestCase(int.MaxValue - 1, 1 << 30, 2)]
    public void So_many_units_that_a_part_past_the_end_is_past_32_bits(int units, int part, int threads)
    {
        var record = new SharedWork.Record { OnPart = (_, _) => Thread.Sleep(1) };
        Crew<SharedWork>.Run(threads, units, part, new SharedWork(record));
        AssertWhole(record, units);
    }

    [Test]
    public void Helpers_come_and_are_counted()
    {
        // The first part waits for another thread, which only a helper can be.
        using var second = new ManualResetEventSlim();
        var record = new SharedWork.Record
        {
            OnPart = (r, _) =>
            {
                if (r.Threads > 1) second.Set();
                Assert.That(second.Wait(s_patience), "no helper has come");
            },
        };
        int helpers = Crew<SharedWork>.Run(threads: 2, units: 8, part: 1, new SharedWork(record));
        Assert.That((record.Threads, helpers), Is.EqualTo((2, 1)));
        AssertWhole(record, 8);
    }

    [Test]
    public void Who_comes_late_helps_with_the_next_piece_but_not_more_than_it_wants()
    {
        for (int i = 0; i < 20; i++)
        {
            var many = new SharedWork.Record();
            Crew<SharedWork>.Run(threads: 6, units: 2, part: 1, new SharedWork(many));
            many.Close();
            var few = new SharedWork.Record { OnPart = (_, _) => Thread.Sleep(1) };
            Crew<SharedWork>.Run(threads: 2, units: 40, part: 1, new SharedWork(few));
            few.Close();
            Assert.That(few.MostAtATime, Is.LessThanOrEqualTo(2));
            AssertWhole(many, 2);
            AssertWhole(few, 40);
        }
    }

    [Test]
    public void What_a_part_throws_the_caller_throws([Values] bool byHelper)
    {
        int caller = Environment.CurrentManagedThreadId;
        using var thrown = new ManualResetEventSlim();
        var record = new SharedWork.Record
        {
            OnPart = (_, _) =>
            {
                if (byHelper == (Environment.CurrentManagedThreadId == caller))
                {
                    Assert.That(thrown.Wait(s_patience), "nobody else has come");
                    return;
                }
                thrown.Set();
                throw new InvalidOperationException("a part");
            },
        };
        Assert.That(() => Crew<SharedWork>.Run(threads: 2, units: 6, part: 1, new SharedWork(record)), Throws.InvalidOperationException.With.Message.EqualTo("a part"));
        record.Close();
        var next = new SharedWork.Record();
        Crew<SharedWork>.Run(threads: 2, units: 6, part: 1, new SharedWork(next));
        AssertWhole(next, 6);
        Assert.That(record.CameTooLate, Is.False);
    }

    [Test]
    public void Work_may_share_work_of_its_own()
    {
        var inner = new List<SharedWork.Record>();
        var outer = new SharedWork.Record
        {
            OnPart = (_, _) =>
            {
                var record = new SharedWork.Record();
                Crew<SharedWork>.Run(threads: 3, units: 5, part: 1, new SharedWork(record));
                lock (inner) inner.Add(record);
            },
        };
        for (int i = 0; i < 50; i++) Crew<SharedWork>.Run(threads: 3, units: 2, part: 1, new SharedWork(outer));
        Assert.That(inner, Has.Count.EqualTo(100));
        foreach (SharedWork.Record record in inner) AssertWhole(record, 5);
    }

    [Test]
    public void Work_of_many_callers_does_not_mix()
    {
        Thread[] callers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => Each_unit_is_done_once_whatever_the_parts()))];
        foreach (Thread caller in callers) caller.Start();
        foreach (Thread caller in callers) caller.Join();
    }

    static void AssertWhole(SharedWork.Record record, int units)
    {
        int next = 0;
        foreach ((int from, int to) in record.InOrder)
        {
            Assert.That(from, Is.EqualTo(next));
            Assert.That(to, Is.GreaterThan(from));
            next = to;
        }
        Assert.That(next, Is.EqualTo(units));
        Assert.That(record.CameTooLate, Is.False);
    }
}
