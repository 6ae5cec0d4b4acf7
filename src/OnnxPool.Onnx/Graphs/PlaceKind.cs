namespace OnnxPool.Onnx;

/// <summary>The part of a model that a node is in.</summary>
public enum PlaceKind
{
    /// <summary>The graph that runs.</summary>
    Main,
    /// <summary>A graph inside a node of the main graph, at any depth.</summary>
    Subgraph,
    /// <summary>A function of the model, or a graph inside one.</summary>
    Function,
    /// <summary>A graph of the training information, or a graph inside one; inference does not run it.</summary>
    Training,
}
