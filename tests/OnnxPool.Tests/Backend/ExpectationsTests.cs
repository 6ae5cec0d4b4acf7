using OnnxPool.Tests.CommandLine;

namespace OnnxPool.Tests.Backend;

/// <summary>A file of expectations fails on a drift in either direction.</summary>
[TestFixture]
public class ExpectationsTests
{
    [TestCase("test_case pass", 0, "")]
    [TestCase("# nothing", 1, "expectations: test_case: found pass; allowed: a line for it")]
    [TestCase("test_case pass\ntest_gone pass", 1, "expectations: test_gone: found no such folder; allowed: pass")]
    [TestCase("test_case divergence row because", 1, "test_case: found pass; allowed: divergence row")]
    [TestCase("test_case unsupported because of that", 1, "test_case: found pass; allowed: unsupported")]
    [TestCase("test_case", 2, ":1: found 'test_case'; allowed: NAME pass")]
    [TestCase("test_case passes", 2, "allowed: NAME pass")]
    [TestCase("test_case divergence row", 2, "allowed: NAME pass")]
    [TestCase("test_case unsupported", 2, "allowed: NAME pass")]
    [TestCase("test_case pass\ntest_case pass", 2, ":2: found test_case twice")]
    public void Drift_is_told(string content, int status, string said)
    {
        using var test = new TestData();
        File.WriteAllText(test.File("expected.txt"), content);
        ToolResult result = test.Verify("--expectations", test.File("expected.txt"));
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(status), result.Error);
            Assert.That(result.ErrorLines, Has.Length.EqualTo(status == 0 ? 0 : 1));
            Assert.That(result.Error, Does.Contain(said));
        });
    }

    [Test]
    public void A_file_that_is_not_there_is_named()
    {
        using var test = new TestData();
        Tool.IsRefused(["verify", test.Root, "--expectations", test.File("none.txt")], "none.txt", "no such file");
    }

    [Test]
    public void An_expected_divergence_that_is_gone_fails()
    {
        using var test = new TestData();
        File.WriteAllText(test.File("expected.txt"), "test_case divergence unpool-into-corner a reason");
        Assert.That(test.Verify("--expectations", test.File("expected.txt")).Status, Is.EqualTo(1));
    }
}
