namespace OnnxPool.Training;

/// <summary>Seeds of .NET's random numbers, one for each use of a run's seed.</summary>
static class Seeds
{
    /// <summary>Mixes a run's seed with the number of an epoch, or a negative number for what is done once.</summary>
    public static int Mix(long seed, int use) => unchecked((int)((seed * 6_364_136_223_846_793_005L) + (use * 1_442_695_040_888_963_407L) >> 32));
}
