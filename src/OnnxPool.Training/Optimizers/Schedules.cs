namespace OnnxPool.Training;

/// <summary>Usual values of <see cref="FitOptions.Schedule"/>: what the learning rate is multiplied by in an epoch, counted from 0.</summary>
public static class Schedules
{
    /// <summary>Half a cosine from 1 in the first epoch down to 0 behind the last (Loshchilov and Hutter): ½(1 + cos(π·epoch/epochs)).</summary>
    /// <param name="epochs">The number of epochs.</param>
    public static Func<int, float> Cosine(int epochs) => epoch => (float)((1 + Math.Cos(Math.PI * Math.Min(epoch, epochs) / epochs)) / 2);

    /// <summary>A straight line from 1 in the first epoch down to 0 behind the last.</summary>
    /// <param name="epochs">The number of epochs.</param>
    public static Func<int, float> Linear(int epochs) => epoch => 1 - (Math.Min(epoch, epochs) / (float)epochs);

    /// <summary>Multiplied by a factor after every so many epochs.</summary>
    /// <param name="every">How many.</param>
    /// <param name="factor">The factor.</param>
    public static Func<int, float> Step(int every, float factor) => epoch => MathF.Pow(factor, epoch / every);

    /// <summary>Multiplied by a factor after every epoch.</summary>
    /// <param name="factor">The factor.</param>
    public static Func<int, float> Exponential(float factor) => Step(1, factor);
}
