using OnnxPool.Cli;
using OnnxPool.Conformance;
using OnnxPool.Tests.CommandLine;

namespace OnnxPool.Tests.Backend;

/// <summary>ONNX's own node tests, as Debian packs them.</summary>
[TestFixture]
public class UpstreamTests
{
    const string Tree = "/usr/share/libonnx-testdata/data/node";
    const string Simple = "/usr/share/libonnx-testdata/data/simple";

    static readonly string s_expectations = Repository.PathOf("tests", "backend", "expectations.txt");

    static IEnumerable<TestCaseData> Cases =>
        BackendExpectations.Read([s_expectations]).All.Select(e => new TestCaseData(e).SetArgDisplayNames(e.Name));

    [TestCaseSource(nameof(Cases))]
    public void A_folder_comes_to_what_is_expected(BackendExpectation expected)
    {
        RequireTree();
        BackendResult result = new BackendVerifier(new VerifyOptions { Lowering = new TrainingLowering() }).Verify(new BackendFolder(Path.Combine(Tree, expected.Name)));
        Assert.That(result.Errors, Is.Empty);
        Assert.That(result.NotOurs, Is.Null);
        Assert.That(BackendExpectations.OutcomeOf(result), Is.EqualTo(expected.Outcome));
    }

    [Test]
    public void The_whole_tree_is_accounted_for()
    {
        RequireTree();
        ToolResult result = Tool.Run("verify", Tree, "--expectations", s_expectations);
        Assert.That(result.Error, Is.Empty);
        Assert.That(result.Status, Is.Zero);
        Assert.That(result.Out, Does.Contain("932 folders: 67 passed, 0 failed, 2 divergent, 0 unsupported, 0 unreadable, 863 not ours"));
    }

    [Test]
    public void The_tests_of_gradients_lie_in_a_tree_of_their_own()
    {
        if (!Directory.Exists(Simple)) Assert.Ignore($"{Simple} is not there: install Debian's libonnx-testdata");
        ToolResult result = Tool.Run("verify", Simple, "--expectations", Repository.PathOf("tests", "backend", "expectations-simple.txt"));
        Assert.That(result.Status, Is.Zero, result.Error);
        Assert.That(result.Out, Does.Contain("23 folders: 2 passed, 0 failed, 0 divergent, 0 unsupported, 0 unreadable, 21 not ours"));
        Assert.That(result.Out, Does.Contain("my_gradient/dd_da").And.Contain("rtol 1e-3, atol 1e-7"));
    }

    [Test]
    public void Every_row_about_recorded_outputs_shows()
    {
        IEnumerable<string> rows = DivergenceTable.Standard.Rows.Where(r => r.Departs == Departure.Recorded).Select(r => r.Id);
        IEnumerable<string> expected = BackendExpectations.Read([s_expectations]).All.Select(e => e.Outcome);
        Assert.That(rows.Select(r => $"divergence {r}"), Is.SubsetOf(expected));
    }

    static void RequireTree()
    {
        if (!Directory.Exists(Tree)) Assert.Ignore($"{Tree} is not there: install Debian's libonnx-testdata");
    }
}
