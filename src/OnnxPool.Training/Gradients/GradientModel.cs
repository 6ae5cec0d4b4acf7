using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>A model that computes its own gradients.</summary>
/// <param name="Model">
/// The model: its inputs and <see cref="Labels"/>; its outputs, then <see cref="Loss"/>, a gradient for each parameter, and the running statistics.
/// Operators are ONNX's and those of domain ai.onnxpool.
/// </param>
/// <param name="Labels">The input of what is wanted, or null if the loss needs none.</param>
/// <param name="Loss">The output that holds the loss, a scalar.</param>
/// <param name="Output">The output that the loss is taken of.</param>
/// <param name="Parameters">The initializers that get gradients, in the model's order.</param>
/// <param name="Statistics">Running means and variances of batch normalization, which a step replaces without a gradient.</param>
public sealed record GradientModel(
    ModelProto Model, string? Labels, string Loss, string Output, IReadOnlyList<ParameterGradient> Parameters, IReadOnlyList<RunningStatistic> Statistics);

/// <summary>A parameter and its gradient.</summary>
/// <param name="Name">The initializer.</param>
/// <param name="Gradient">The output that holds its gradient: the name with <c>.grad</c> behind it.</param>
/// <param name="Type">The element type of both.</param>
/// <param name="Shape">The shape of both.</param>
public sealed record ParameterGradient(string Name, string Gradient, ElementType Type, IReadOnlyList<long> Shape);

/// <summary>A running statistic.</summary>
/// <param name="Name">The initializer that holds it.</param>
/// <param name="Next">The output that holds what it is after the step: the name with <c>.next</c> behind it.</param>
public sealed record RunningStatistic(string Name, string Next);
