namespace OnnxPool.Reference;

/// <summary>Which of the taps that hold the maximum of a window receive its gradient.</summary>
public enum TiePolicy
{
    /// <summary>The first in row-major window order receives all of it.</summary>
    First,

    /// <summary>Each receives an equal share.</summary>
    Equal,

    /// <summary>Each receives all of it.</summary>
    All,
}
