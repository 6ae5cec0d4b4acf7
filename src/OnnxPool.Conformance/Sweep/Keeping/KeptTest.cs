using System.Text;

namespace OnnxPool.Conformance;

/// <summary>A failure as the text of an NUnit test that stands alone: the line, its data and the outputs that ONNX asks for are in it.</summary>
static class KeptTest
{
    /// <summary>What the file begins with.</summary>
    public const string Mark = "// Written by onnxpool, which replaces this file when it finds the same again.";

    /// <summary>The text of the file.</summary>
    /// <param name="type">Name of the class.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="kernel">A C# expression: the runner that failed.</param>
    /// <param name="tolerance">How far that runner may be off.</param>
    /// <param name="again">What follows the command that shows it again.</param>
    public static string Write(string type, ShrunkFailure failure, string kernel, Tolerance tolerance, string again)
    {
        Problem problem = failure.Smallest;
        IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, failure.Seed);
        var ordered = new ChannelsFirst(problem);
        Expectation[] expected = ReferenceRunner.Run(ordered.Problem, ordered.Inputs(inputs));
        Tensor[] outputs = [.. expected.Select(e => e.Value())];
        string allowed = expected.All(e => e.IsExact) ? "" : $", {Allowed(problem, tolerance).Code}";

        var text = new StringBuilder();
        Line(Mark);
        Line($"// {OnnxPool.Onnx.Printable.Of($"{failure.Shown.Who}: {failure.Shown.Reason}")}");
        Line($"// To see it again: onnxpool sweep {TensorLiteral.Quoted(problem.ToString())} --seed {failure.Seed}{again}");
        Line("// For a test project that references OnnxPool.Conformance and NUnit.");
        Line("using System;");
        Line("using NUnit.Framework;");
        Line("using OnnxPool;");
        Line("using OnnxPool.Conformance;");
        Line();
        Line("[TestFixture]");
        Line($"public sealed class {type}");
        Line("{");
        Line("    // THE KERNEL UNDER TEST. Any other IPoolRunner can stand here, such as a DelegateRunner round a function.");
        Line($"    static readonly IPoolRunner s_kernel = {kernel};");
        Line();
        Line("    [Test]");
        Line("    public void Gives_what_ONNX_asks_for()");
        Line("    {");
        Line($"        var problem = Problem.Parse({TensorLiteral.Quoted(problem.ToString())});");
        List("inputs", problem.Inputs.Zip(inputs));
        if (problem.Layout != PoolLayout.Nchw) Line("        // In the order that ONNX has, NCHW.");
        List("expected", problem.Outputs.Zip(outputs));
        Line($"        var wrong = PoolingConformance.Compare(s_kernel, problem, inputs, expected{allowed});");
        Line("        Assert.That(wrong, Is.Null, wrong);");
        Line("    }");
        foreach (string helper in inputs.Concat(outputs).Select(t => TensorLiteral.Helper(t.Type)).OfType<string>().Distinct())
        {
            Line();
            Line(helper.ReplaceLineEndings("\n"));
        }
        Line("}");
        return text.ToString();

        void Line(string line = "") => text.Append(line).Append('\n');

        void List(string name, IEnumerable<(string Name, Tensor Value)> tensors)
        {
            Line($"        Tensor[] {name} =");
            Line("        [");
            foreach ((string tensor, Tensor value) in tensors) Line($"            {TensorLiteral.Of(value, 12)},   // {tensor}");
            Line("        ];");
        }
    }

    // The promise is about exact numbers; the literals are these rounded, which takes up to half a unit more.
    static Tolerance Allowed(Problem problem, Tolerance tolerance)
    {
        if (tolerance != Tolerance.Promise) return tolerance;
        if (problem.Type != ElementType.Double) return Tolerance.Ulp(2);
        return Tolerance.Ulp(problem.Operator.Name.Contains("Lp", StringComparison.Ordinal) ? Math.Max(9, (8 / ReferenceRunner.P(problem)) + 1) : 3);
    }
}
