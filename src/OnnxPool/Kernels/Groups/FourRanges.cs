namespace OnnxPool;

/// <summary>Four ranges of positions, none of which begins or ends before the one that it follows.</summary>
struct FourRanges
{
    /// <summary>How many they are.</summary>
    public const int Count = 4;

    // As many positions as they must have in common, so that reading these once makes good for the others, which are added one by one.
    const int Fewest = 4;

    public int FirstA, FirstB, FirstC, FirstD;

    public int EndA, EndB, EndC, EndD;

    /// <summary>Whether they have most positions in common, in order.</summary>
    public readonly bool ShareMost =>
        FirstA <= FirstB && FirstB <= FirstC && FirstC <= FirstD && EndA <= EndB && EndB <= EndC && EndC <= EndD && EndA - FirstD >= Fewest;

    /// <summary>Sets one of them.</summary>
    /// <param name="index">Which: 0 to 3.</param>
    /// <param name="first">Its first position.</param>
    /// <param name="count">How many it has.</param>
    public void Set(int index, int first, int count)
    {
        switch (index)
        {
            case 0: (FirstA, EndA) = (first, first + count); break;
            case 1: (FirstB, EndB) = (first, first + count); break;
            case 2: (FirstC, EndC) = (first, first + count); break;
            default: (FirstD, EndD) = (first, first + count); break;
        }
    }
}
