using System.Reflection;
using System.Runtime.InteropServices;
using OnnxPool.Conformance;
using OnnxPool.Plugin;

namespace OnnxPool.Tests.Plugin;

/// <summary>No exception crosses from C# to C: whatever function ONNX Runtime calls, it gets a status.</summary>
[TestFixture]
public unsafe partial class BorderTests
{
    const string Standard = "MaxPool:22 float 1x1x4x4 kernel_shape=2,2";
    const string Own = "ai.onnxpool.MaxPool:1 float 1x1x4x4 kernel_shape=2,2";

    [TearDown]
    public void TakeBack() => Border.Entered = null;

    [TestCase("CreateEp", Standard)]
    [TestCase("GetKernelRegistry", Standard)]
    [TestCase("CreateKernel", Standard)]
    [TestCase("Compute", Standard)]
    [TestCase("CreateKernel", Own)]
    [TestCase("Compute", Own)]
    public void What_is_thrown_in_a_function_that_a_session_calls_is_an_error_of_the_session(string function, string line)
    {
        Problem problem = Problem.Parse(line);
        Throw(function);
        var thrown = Assert.Throws<OrtRefusedException>(() => PluginRuns.Run(problem));
        Assert.That(thrown!.Message, Does.Contain("OnnxPool").And.Contain("InvalidTimeZoneException: planted"));
        Border.Entered = null;
        PluginRuns.AssertSame(PluginRuns.Run(problem), PluginRuns.Own(problem));
    }

    [TestCase("GetCapability", Standard, 0)]
    [TestCase("InferOutputShape", Own, 1)]
    public void Where_ONNX_Runtime_ignores_the_status_the_model_runs_all_the_same(string function, string line, int nodes)
    {
        Problem problem = Problem.Parse(line);
        Throw(function);
        var statistics = new OnnxPoolStatistics();
        using OrtSession session = PluginRuns.Open(ProblemModel.Build(problem), statistics);
        Assert.That(statistics.Nodes, Has.Count.EqualTo(nodes));
        PluginRuns.AssertSame(session.Run(ProblemData.Feeds(problem, 1), problem.Outputs), PluginRuns.Own(problem));
    }

    [Test]
    public void What_is_thrown_while_the_provider_is_appended_is_thrown_there()
    {
        Throw("GetCustomOpDomains");
        Assert.That(() => PluginRuns.Run(Problem.Parse(Own)), Throws.TypeOf<OrtException>().With.Message.Contains("InvalidTimeZoneException: planted"));
    }

    [Test]
    public void What_is_thrown_in_an_export_is_its_status()
    {
        Throw("RegisterCustomOps");
        AssertStatus(((delegate* unmanaged<nint, nint, nint>)&Exports.RegisterCustomOps)(0, OrtGetApiBase()), "planted");
        Throw("CreateEpFactories");
        nint factory;
        nuint count;
        AssertStatus(CreateFactories(&factory, 1, &count), "planted");
        Border.Entered = null;
        AssertStatus(CreateFactories(&factory, 0, &count), "factories: found room for 0; allowed: 1 or more");
        Assert.That(CreateFactories(&factory, 1, &count), Is.EqualTo((nint)0));
        Assert.That(count, Is.EqualTo((nuint)1));
        var table = (FactoryTable*)factory;
        nint device, hardware;
        nuint devices;
        Throw("GetSupportedDevices");
        AssertStatus(table->GetSupportedDevices(table, &hardware, 0, &device, 1, &devices), "planted");
        Assert.That(((delegate* unmanaged<FactoryTable*, nint>)&Exports.ReleaseEpFactory)(table), Is.EqualTo((nint)0));
    }

    [Test]
    public void Statistics_that_fail_are_none()
    {
        Throw("Statistics");
        byte text;
        Assert.That(((delegate* unmanaged<byte*, nuint, nuint>)&Exports.Statistics)(&text, 1), Is.EqualTo((nuint)0));
        Border.Entered = null;
        Assert.That(((delegate* unmanaged<byte*, nuint, nuint>)&Exports.Statistics)(&text, 1), Is.GreaterThan((nuint)0));
        Assert.That(text, Is.EqualTo((byte)0));
    }

    [Test]
    public void A_host_that_is_too_old_is_told_so()
    {
        // Its GetApi knows no later version than 23, as that of ONNX Runtime 1.23.
        nint* old = stackalloc nint[2];
        old[0] = (nint)(delegate* unmanaged<uint, nint>)&OldApi;
        old[1] = (nint)(delegate* unmanaged<byte*>)&OldVersion;
        const string Message = "ONNX Runtime: found version 1.23.2; allowed: 1.24 or later";
        AssertStatus(((delegate* unmanaged<nint, nint, nint>)&Exports.RegisterCustomOps)(0, (nint)old), Message);
        nint factory;
        nuint count = 7;
        AssertStatus(CreateFactories(&factory, 1, &count, (nint)old), Message);
        Assert.That(count, Is.EqualTo((nuint)0));
    }

    [Test]
    public void What_is_thrown_where_threads_share_a_call_is_an_error_of_the_session()
    {
        if (Environment.ProcessorCount < 2) Assert.Ignore("one processor has nobody to share with");
        Problem problem = Problem.Parse("MaxPool:22 float 4x16x128x128 kernel_shape=3,3");
        Throw("Spread");
        var thrown = Assert.Throws<OrtRefusedException>(() => PluginRuns.Run(problem, threads: 2));
        Assert.That(thrown!.Message, Does.Contain("OnnxPool: MaxPool-22 node 'MaxPool': InvalidTimeZoneException: planted"));
        Border.Entered = null;
        PluginRuns.AssertSame(PluginRuns.Run(problem, threads: 2), PluginRuns.Own(problem));
    }

    // Those that only write a constant, or read or free what is there. None of the others may be forgotten by the tests above.
    static readonly string[] s_simple =
    [
        "Exports.ReleaseEpFactory", "CustomOpCallbacks.GetName", "CustomOpCallbacks.GetExecutionProviderType", "CustomOpCallbacks.GetInputType",
        "CustomOpCallbacks.GetInputTypeCount", "CustomOpCallbacks.GetOutputType", "CustomOpCallbacks.GetOutputTypeCount", "CustomOpCallbacks.GetInputCharacteristic",
        "CustomOpCallbacks.GetOutputCharacteristic", "CustomOpCallbacks.GetInputMemoryType", "CustomOpCallbacks.One", "CustomOpCallbacks.LastVersion",
        "CustomOpCallbacks.KernelDestroy", "FactoryCallbacks.GetName", "FactoryCallbacks.GetVendor", "FactoryCallbacks.GetVersion", "FactoryCallbacks.GetVendorId",
        "FactoryCallbacks.ReleaseEp", "FactoryCallbacks.CreateDataTransfer", "FactoryCallbacks.GetNumCustomOpDomains", "ProviderCallbacks.GetName",
        "ProviderCallbacks.IsConcurrentRunSupported", "ProviderCallbacks.ReleaseKernel", "RuntimeThreads.RunPart",
    ];

    static readonly string[] s_thrown =
    [
        "Exports.RegisterCustomOps", "Exports.CreateEpFactories", "Exports.Statistics", "FactoryCallbacks.GetSupportedDevices", "FactoryCallbacks.CreateEp",
        "FactoryCallbacks.GetCustomOpDomains", "ProviderCallbacks.GetCapability", "ProviderCallbacks.GetKernelRegistry", "ProviderCallbacks.Make", "ProviderCallbacks.Compute",
        "CustomOpCallbacks.CreateKernel", "CustomOpCallbacks.Compute", "CustomOpCallbacks.InferOutputShape",
    ];

    [Test]
    public void No_function_that_C_calls_is_left_out() => Assert.That(
        typeof(Border).Assembly.GetTypes().SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(m => m.GetCustomAttribute<UnmanagedCallersOnlyAttribute>() is not null).Select(m => $"{m.DeclaringType!.Name}.{m.Name}"),
        Is.EquivalentTo(s_simple.Concat(s_thrown)));

    static nint CreateFactories(nint* factory, nuint most, nuint* count, nint apiBase = 0) =>
        ((delegate* unmanaged<byte*, nint, nint, nint*, nuint, nuint*, nint>)&Exports.CreateEpFactories)(null, apiBase == 0 ? OrtGetApiBase() : apiBase, 0, factory, most, count);

    static void AssertStatus(nint status, string message)
    {
        Assert.That(status, Is.Not.EqualTo((nint)0));
        var thrown = Assert.Throws<OrtException>(() => OrtApi.Oldest(OrtGetApiBase()).Check(status));
        Assert.That(thrown!.Message, Does.StartWith("OnnxPool: ").And.EndWith(message));
    }

    // A kind of exception that nothing here knows.
    static void Throw(string function) =>
        Border.Entered = entered => { if (entered == function) throw new InvalidTimeZoneException("planted"); };

    [UnmanagedCallersOnly]
    static nint OldApi(uint version) => version > 23 ? 0 : ((delegate* unmanaged<uint, nint>)((nint*)OrtGetApiBase())[0])(version);

    [UnmanagedCallersOnly]
    static byte* OldVersion() => s_oldVersion;

    static readonly byte* s_oldVersion = NativeText.Allocate("1.23.2");

    [LibraryImport("onnxruntime")]
    private static partial nint OrtGetApiBase();
}
