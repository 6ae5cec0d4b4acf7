using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Says operators that ONNX Runtime does not have in terms of those that it has.</summary>
public interface IModelLowering
{
    /// <summary>The domain of these operators.</summary>
    string Domain { get; }

    /// <summary>A copy of a model in which ONNX's operators and those of domain ai.onnxpool stand for the nodes of <see cref="Domain"/> in its main graph; inputs and outputs are the same.</summary>
    /// <param name="model">A model with such nodes, without data in other files.</param>
    /// <exception cref="PoolingException">A node that breaks its rules, or cannot be said so.</exception>
    ModelProto Lower(ModelProto model);
}
