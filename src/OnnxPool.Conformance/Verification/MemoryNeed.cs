namespace OnnxPool.Conformance;

/// <summary>Refuses cases that would not fit into memory, before the system ends the process without a word.</summary>
static class MemoryNeed
{
    // The data and its copies in the runner, ONNX Runtime and the oracle, which computes in double with exact sums.
    const int BytesPerNumber = 40;

    // An object for each text, and ONNX Runtime's copy of it.
    const int BytesPerText = 160;

    /// <exception cref="InvalidPoolingException">Input and output need more than there is.</exception>
    public static void Require(ElementType type, ReadOnlySpan<long> input, ReadOnlySpan<long> output)
    {
        Int128 count = (Int128)Shapes.ElementCount(input) + Shapes.ElementCount(output);
        Int128 need = count * (type == ElementType.String ? BytesPerText : BytesPerNumber);
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (need > available)
        {
            throw new InvalidPoolingException(
                "tensor size", $"{Shapes.Format(input)} to {Shapes.Format(output)}, which takes about {need >> 20} MiB to check", $"what fits in {available >> 20} MiB");
        }
    }
}
