namespace OnnxPool.Plugin;

/// <summary>What hosts call the execution provider.</summary>
public static class ProviderName
{
    /// <summary>Its name.</summary>
    public const string Text = "OnnxPoolExecutionProvider";

    /// <summary>What the keys of its options begin with in a session's configuration.</summary>
    public const string ConfigPrefix = "ep.onnxpoolexecutionprovider.";

    internal const string Vendor = "OnnxPool";
}
