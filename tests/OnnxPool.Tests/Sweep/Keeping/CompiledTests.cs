using System.Reflection;
using System.Runtime.InteropServices;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Sweep.Keeping;

/// <summary>Files with NUnit tests, compiled by the compiler of the SDK as a project would be that references what these tests do.</summary>
static class CompiledTests
{
    /// <summary>The tests in a file.</summary>
    public static IReadOnlyList<(string Name, Action Run)> Of(TemporaryFolder folder, params string[] sources)
    {
        string assembly = folder.File($"{Guid.NewGuid():N}.dll");
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        string compiler = Directory.EnumerateFiles(Path.Combine(root, "sdk"), "csc.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        IEnumerable<string> references = new[] { "System.*.dll", "Microsoft.*.dll", "netstandard.dll", "mscorlib.dll" }.SelectMany(p => Directory.EnumerateFiles(runtime, p))
            .Where(p => !p.EndsWith(".Native.dll", StringComparison.Ordinal))
            .Concat(new[] { "OnnxPool*.dll", "nunit.framework.dll" }.SelectMany(p => Directory.EnumerateFiles(AppContext.BaseDirectory, p)));
        string options = folder.File("options.rsp", System.Text.Encoding.UTF8.GetBytes(string.Join('\n',
            [.. references.Select(r => $"-r:\"{r}\""), .. sources.Select(s => $"\"{s}\""), "-noconfig", "-nostdlib", "-nologo", "-target:library", "-nullable:enable", "-warnaserror", $"-out:\"{assembly}\""])));
        ToolResult result = Child.Run(Environment.ProcessPath!, folder.Path, null, ["exec", compiler, $"@{options}"]);
        Assert.That(result.Status, Is.Zero, result.Out);
        return
        [
            .. from type in Assembly.LoadFrom(assembly).GetExportedTypes()
               from method in type.GetMethods()
               where method.GetCustomAttribute<TestAttribute>() is not null
               select (type.Name, (Action)(() => method.CreateDelegate<Action>(Activator.CreateInstance(type)).Invoke())),
        ];
    }
}
