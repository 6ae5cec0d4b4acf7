using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>An initializer that training changes: one that a binding of the training information names.</summary>
/// <param name="Name">Its name, which no other one has.</param>
/// <param name="Stage">The number of the training information whose algorithm has it; null for one of the inference graph.</param>
/// <param name="Value">What it is before anything has run.</param>
public sealed record MutableInitializer(string Name, int? Stage, Tensor Value);

/// <summary>An assignment after a run.</summary>
/// <param name="Variable">The mutable initializer.</param>
/// <param name="Output">The output that it becomes.</param>
public sealed record VariableUpdate(string Variable, string Output);

/// <summary>A model whose outputs become the values of mutable initializers: all of them at once, when it has run.</summary>
/// <param name="Model">The model, in operators that ONNX Runtime has with this project's plug-in. Mutable initializers are inputs of it.</param>
/// <param name="Inputs">The inputs that data are given to.</param>
/// <param name="Variables">The inputs that are mutable initializers.</param>
/// <param name="Updates">What is assigned afterwards.</param>
public sealed record TrainingStage(ModelProto Model, IReadOnlyList<string> Inputs, IReadOnlyList<string> Variables, IReadOnlyList<VariableUpdate> Updates);

/// <summary>What ModelProto.training_info says, for ONNX Runtime to do: see <see cref="TrainingStandard.Step"/>.</summary>
/// <param name="Variables">The initializers that training changes.</param>
/// <param name="Initialization">What is run once before the first step, one after the other, to begin as if there had been no training; often nothing.</param>
/// <param name="Stages">One step: these models, one after the other, each with the assignments behind it.</param>
public sealed record TrainingStep(IReadOnlyList<MutableInitializer> Variables, IReadOnlyList<TrainingStage> Initialization, IReadOnlyList<TrainingStage> Stages);
