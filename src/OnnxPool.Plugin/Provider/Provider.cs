using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>The execution provider of one session: which of its nodes it takes.</summary>
/// <param name="factory">Who made it.</param>
/// <param name="rule">Which nodes it wants.</param>
/// <param name="settings">What their kernels are told.</param>
sealed unsafe class Provider(ProviderFactory factory, ClaimRule rule, NodeSettings settings)
{
    public ProviderFactory Factory => factory;

    public NodeSettings Settings => settings;

    /// <summary>The provider at a table.</summary>
    public static Provider At(ProviderTable* table) => (Provider)GCHandle.FromIntPtr(table->Handle).Target!;

    /// <summary>Claims the nodes of a graph that it wants and has kernels for; the others are left to whom ONNX Runtime asks next.</summary>
    public void Claim(nint graph, nint support)
    {
        OrtApi api = factory.Api;
        nint[] nodes = api.GetNodes(graph);
        Surroundings surroundings = Look([.. nodes.Select(api.GetOperator)]);
        foreach (nint node in nodes)
            if (GraphNode.Find(api, node, surroundings) is { } found && rule.Wants(found) && factory.Ep.HasKernel(support, node))
                factory.Ep.AddSingleNode(support, node);
    }

    static Surroundings Look(HashSet<string> operators)
    {
        bool isFloat = operators.Contains("Conv"), isDescribed = operators.Contains("DequantizeLinear");
        return (isFloat ? Surroundings.Convolutions : Surroundings.None)
            | (operators.Contains("QLinearConv") || (isFloat && isDescribed) ? Surroundings.QuantizedConvolutions : Surroundings.None)
            | (isDescribed ? Surroundings.QuantizedValues : Surroundings.None);
    }
}
