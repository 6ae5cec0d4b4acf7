using System.Diagnostics;

namespace OnnxPool.Tests.Kernels;

/// <summary>ONNXPOOL_KERNEL is read once in a process, so each value takes a process of its own.</summary>
[Parallelizable(ParallelScope.All)]
sealed class KernelChoiceTests
{
    const string Max = "MaxPool:12 float 1x4x6x7 kernel_shape=3,2 strides=2,1 pads=1,0,1,1";
    const string Average = "AveragePool:19 double 1x2x6x7 kernel_shape=3,2 dilations=1,2";
    const string Lp = "LpPool:18 float 1x4x5x6 kernel_shape=2,3";

    // Every family, and one of them in every width that is there: each takes a process.
    static IEnumerable<string> Names =>
        KernelChoice.Kernels.Where(k => SimdWidth.WhyNot(k.Bits) is null).SelectMany(k => (string[])(k.Family == "max-tiles" ? [k.Family, k.Name] : [k.Family])).Distinct();

    [TestCaseSource(nameof(Names))]
    public void Every_name_can_be_forced(string kernel)
    {
        string line = kernel switch
        {
            "max-positions" => Max + " outputs=Y,Indices",
            "average-planes" => "GlobalAveragePool:1 float 1x2x5x6",
            "max-planes" => "GlobalMaxPool:1 float 1x2x5x6",
            "lp-planes" => "GlobalLpPool:2 float 1x2x5x6 p=3",
            _ => kernel.Split('-')[0] switch { "max" => Max, "lp" => Lp, _ => Average },
        };
        (int exit, string output, string error) = Verify(kernel, line);
        Assert.That((exit, error), Is.EqualTo((0, "")), output);
        Assert.That(output, Does.Contain("0 failed").And.Contain("0 unsupported"));
    }

    [Test]
    public void An_unknown_name_is_wrong_usage()
    {
        (int exit, string output, string error) = Verify("max-magic", Max);
        Assert.That((exit, output), Is.EqualTo((2, "")));
        Assert.That(error.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(error, Does.Contain("ONNXPOOL_KERNEL: found max-magic; allowed: max-"));
        foreach (Kernel kernel in KernelChoice.Kernels) Assert.That(error, Does.Match($@"[ |[]{(kernel.Bits == 0 ? kernel.Family : kernel.Name[kernel.Family.Length..])}[,|\]
]"), kernel.Name);
    }

    [TestCase("max-tiles", Max + " outputs=Y,Indices", "it does not find positions")]
    [TestCase("max-tiles-scalar", "MaxPool:12 float 1x2x6 kernel_shape=9000 pads=8999,8999", "windows reach far past the input")]
    [TestCase("max-positions-128", Max, "positions are not asked for")]
    [TestCase("max-groups", "MaxPool:12 float 1x3x5x6 kernel_shape=3,3", "there are fewer planes than lanes")]
    [TestCase("max-groups", "MaxPool:12 float 1x16x20x20 kernel_shape=200,200 pads=100,100,100,100", "padding is many times as long as the input")]
    [TestCase("average-groups", "AveragePool:19 float 1x16x56x56 kernel_shape=3,3", "planes are large")]
    [TestCase("max-gradient-groups", "MaxPoolGrad:1 float 1x16x28x28 kernel_shape=2,2 strides=2,2", "windows share no element, and rows are long")]
    [TestCase("average-gradient-groups", "AveragePoolGrad:1 float 1x16x48x48 kernel_shape=2,2 strides=2,2", "windows share no element, and rows are long")]
    [TestCase("average-planes", "AveragePool:12 float 1x2x6 kernel_shape=3", "windows are not whole planes along the rows")]
    [TestCase("average-tiles", "AveragePool:12 float 1x2x5x6 kernel_shape=5,6", "windows are whole planes along the rows, which are added in another order")]
    [TestCase("max-planes", Max, "windows are not whole planes along the rows")]
    [TestCase("lp-planes", "LpPool:18 float 1x2x6 kernel_shape=3", "windows are not whole planes along the rows")]
    [TestCase("lp-planes", "GlobalLpPool:1 float 1x2x5x6 p=2.5", "p is 2.5: its kernels are for 1, 2 and 3")]
    [TestCase("lp-tiles", Lp + " p=4", "p is 4: its kernels are for 1, 2 and 3")]
    [TestCase("lp-tiles", "GlobalLpPool:2 float 1x2x5x6", "windows are whole planes along the rows, which are added in another order")]
    public void A_kernel_that_refuses_is_not_replaced_by_another(string kernel, string line, string reason)
    {
        (_, string output, string error) = Verify(kernel, line);
        Assert.That(output + error, Does.Contain($"ONNXPOOL_KERNEL: found {kernel}, which cannot: {reason}"));
        Assert.That(output, Does.Contain("0 passed").And.Not.Contain("0 unsupported"));
    }

    [Test]
    public void A_kernel_for_another_job_leaves_the_choice_to_the_table()
    {
        (int exit, string output, _) = Verify("max-tiles", Average);
        Assert.That(exit, Is.Zero);
        Assert.That(output, Does.Contain("0 failed").And.Contain("0 unsupported"));
    }

    static (int Exit, string Output, string Error) Verify(string kernel, string line)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "OnnxPool.Cli.dll"), "verify", line },
            Environment = { [KernelChoice.Variable] = kernel },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
