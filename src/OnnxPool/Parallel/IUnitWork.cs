namespace OnnxPool;

/// <summary>Work made of units, each of which writes its own part of the result, so that any thread may do it.</summary>
interface IUnitWork
{
    /// <summary>Does the units from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    void Run(int from, int to);
}
