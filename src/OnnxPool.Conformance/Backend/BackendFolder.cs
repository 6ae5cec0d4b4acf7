using System.Globalization;

namespace OnnxPool.Conformance;

/// <summary>
/// A test of the ONNX backend suite: a folder with <c>model.onnx</c> and, in each <c>test_data_set_N</c>, a file
/// <c>input_I.pb</c> for every input of the model and an <c>output_I.pb</c> for every output.
/// </summary>
/// <param name="Path">The folder.</param>
public sealed record BackendFolder(string Path)
{
    /// <summary>Name of the model's file.</summary>
    public const string ModelName = "model.onnx";

    /// <summary>What the names of data sets begin with; a number follows.</summary>
    public const string DataSetPrefix = "test_data_set_";

    /// <summary>Name of the folder, which is the name of the test.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>The model.</summary>
    public string ModelPath => System.IO.Path.Combine(Path, ModelName);

    /// <summary>Folders of the data sets, by their numbers.</summary>
    public IReadOnlyList<string> DataSets =>
        [.. Directory.EnumerateDirectories(Path, DataSetPrefix + "*").OrderBy(Number).ThenBy(s => s, StringComparer.Ordinal)];

    /// <summary>Whether <paramref name="folder"/> is such a test, or was one before it lost its model or its data.</summary>
    public static bool IsAt(string folder) =>
        Directory.EnumerateDirectories(folder, DataSetPrefix + "*").Any()
        || (new BackendFolder(folder).Name.StartsWith("test_", StringComparison.Ordinal)
            && Directory.EnumerateFiles(folder, "*.onnx").Select(System.IO.Path.GetFileName).SequenceEqual([ModelName]));

    static int Number(string set) =>
        int.TryParse(System.IO.Path.GetFileName(set).AsSpan(DataSetPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : int.MaxValue;
}
