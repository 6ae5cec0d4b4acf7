using Microsoft.ML.OnnxRuntime;
using OnnxPool.OnnxRuntime;
using OnnxPool.Plugin;

namespace OnnxPool.Conformance;

/// <summary>The plug-in of this process.</summary>
class InProcessRoute(bool asOperators) : PluginRoute(null, asOperators)
{
    internal override Func<ILookup<string, long>> Use(SessionOptions options)
    {
        var statistics = new OnnxPoolStatistics();
        options.UseOnnxPool(o =>
        {
            (o.Claim, o.Statistics) = (ClaimPolicy.Always, statistics);
            if (AsOperators) o.Operators = [];
        });
        return () => statistics.Nodes.ToLookup(n => n.Name, n => n.Calls);
    }
}
