using LlmPolicy.Conformance.Comparing;

namespace LlmPolicy.Conformance.Tests;

public class ReportTests
{
    private static readonly SuiteResult[] Results =
    [
        new("one", [new("a", Verdict.Identical, ""), new("b", Verdict.Other, "expected 1, got 2"), new("c", Verdict.ByRule, "r: x")]),
        new("two", [new("d", Verdict.Permissive, "y"), new("e", Verdict.Unsupported, "z"), new("f", Verdict.Identical, "")]),
    ];

    [Fact]
    public void The_last_line_sums_up_every_suite()
    {
        StringWriter output = new();

        new Report(output).Table(Results);

        output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].TrimEnd()
            .ShouldBe("identical 2 of 6, by rule 1, other 1, permissive 1, unsupported 1");
    }

    [Fact]
    public void A_list_names_each_case_with_its_reason()
    {
        StringWriter output = new();

        new Report(output).List(Results, Verdict.Other);

        output.ToString().TrimEnd().ShouldBe("one/b: expected 1, got 2");
    }
}
