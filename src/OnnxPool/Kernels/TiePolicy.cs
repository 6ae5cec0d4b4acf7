namespace OnnxPool;

/// <summary>Which elements of a window get its gradient where several hold the maximum.</summary>
/// <remarks>Elements tie if neither is larger than the other: +0 is larger than −0, and all NaNs tie with each other.</remarks>
public enum TiePolicy
{
    /// <summary>The first in row-major order of the window gets all of it.</summary>
    First,
    /// <summary>Each gets an equal share.</summary>
    Equal,
    /// <summary>Each gets all of it.</summary>
    All,
}
