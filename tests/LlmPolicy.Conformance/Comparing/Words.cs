using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Comparing;

internal static class Words
{
    public static string ExpectedGot(Expectation expected, Answer ours) =>
        $"expected {Describe(expected.Status, expected.WentUpstream, expected.Body)}, "
        + $"got {Describe(ours.Status, ours.Upstream is not null, ours.Body)}";

    private static string Describe(int status, bool upstream, string? body) =>
        (status == 0 ? "no answer" : $"{status}") + (upstream ? " from upstream" : status == 0 ? "" : $" {OneLine.Quote(body ?? "")}");
}
