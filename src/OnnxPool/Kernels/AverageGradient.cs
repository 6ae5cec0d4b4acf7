namespace OnnxPool;

/// <summary>Gradient of window averages: every real element of a window gets what comes for it, over the divisor of the average.</summary>
/// <remarks>
/// Every kernel adds in one order, so that all give the same bits: what comes from the output rows over an element's row is added down each
/// column of outputs, then across the columns.
/// </remarks>
/// <param name="IncludePad">Whether padding counts in the divisor; positions past the padding never do.</param>
readonly record struct AverageGradient(bool IncludePad);
