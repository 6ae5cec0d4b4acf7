using OnnxPool.Tests.CommandLine;

namespace OnnxPool.Tests.Backend;

/// <summary>A generated backend test in a folder of its own, to be damaged.</summary>
sealed class TestData : IDisposable
{
    readonly Models.TemporaryFolder _folder = new();

    public TestData(string line = "MaxPool:12 float 1x2x5x5 kernel_shape=3,3 outputs=Y,Indices name=case")
    {
        ToolResult result = Tool.Run("generate", line, "--out", _folder.Path);
        Assert.That(result.Status, Is.Zero, result.Error);
    }

    public string Root => _folder.Path;

    public string Folder => _folder.File("test_case");

    public string Data(string name) => Path.Combine(Folder, "test_data_set_0", name);

    public string File(string name) => _folder.File(name);

    public ToolResult Verify(params string[] options) => Tool.Run(["verify", Root, .. options]);

    public void Dispose() => _folder.Dispose();
}
