using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Every gradient rule against differences: in double, or in float where the operator is linear or has only that.</summary>
[TestFixture]
public class RuleTests
{
    static IEnumerable<TestCaseData> Cases =>
        RuleCases.All.SelectMany(rule => Enum.GetValues<Known>()
            .Where(known => known <= rule.Least)
            .Select(known => new TestCaseData(rule, known).SetArgDisplayNames($"{rule}, {known} known")));

    [Test]
    public void Every_rule_has_a_case() =>
        Assert.That(GradientRules.Operators.Except(RuleCases.All.Select(c => c.Op)), Is.Empty);

    [TestCaseSource(nameof(Cases))]
    public void A_rule_gives_the_slope(object rule, Known known) => RuleCheck.Run((RuleCase)rule, known);
}
