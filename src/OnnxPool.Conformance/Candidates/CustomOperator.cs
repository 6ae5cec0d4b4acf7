namespace OnnxPool.Conformance;

/// <summary>An operator of a custom-op library, as the library registers it.</summary>
/// <param name="Domain">Its domain.</param>
/// <param name="Name">The node's op_type.</param>
/// <param name="Type">The element type of the first input; undefined stands for any.</param>
/// <param name="Start">The first version of the domain that has it.</param>
/// <param name="End">The last one.</param>
/// <param name="Inputs">How many inputs it takes, optional ones too.</param>
/// <param name="Outputs">How many outputs it gives, optional ones too.</param>
public sealed record CustomOperator(string Domain, string Name, ElementType Type, int Start, int End, int Inputs, int Outputs);
