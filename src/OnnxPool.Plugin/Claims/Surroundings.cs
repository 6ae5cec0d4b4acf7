namespace OnnxPool.Plugin;

/// <summary>What a graph has beside its pooling nodes that ONNX Runtime's rewriting would tie to them.</summary>
[Flags]
enum Surroundings
{
    /// <summary>Nothing of the kind.</summary>
    None = 0,
    /// <summary>Convolutions of floats, which it works out in blocks of channels.</summary>
    Convolutions = 1,
    /// <summary>Convolutions of 8-bit integers, which it works out with channels last.</summary>
    QuantizedConvolutions = 2,
    /// <summary>Floats that were 8-bit integers: what lies between them may become one integer operator.</summary>
    QuantizedValues = 4,
}
