using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>What of a case the policy decides: its own answers, and what goes upstream. What comes back from there is the upstream's and the host's.</summary>
internal static class DecidedPart
{
    /// <summary>The case as far as the policy decides it; null if a server and a client decide it.</summary>
    public static SuiteCase? Of(SuiteGroup group, SuiteCase recorded)
    {
        Expectation expected = recorded.Expect;
        if (!recorded.Request.IsText || (group.Endpoints.Count > 0 && !expected.WentUpstream && expected.Status is 503 or 504))
        {
            return null;
        }

        bool echoed = recorded.Request.Script is null && expected is { Status: EchoUpstream.Status, Body: null };
        return expected.Requests is not [{ } first, ..]
            ? recorded
            : recorded with
            {
                Expect = new Expectation(EchoUpstream.Status, echoed ? expected.Headers : null) { Upstream = WithoutBody(first), Asked = expected.Asked },
            };
    }

    private static ExpectedUpstream WithoutBody(ExpectedUpstream request) => request with { Bytes = null, Whole = null, Body = null };
}
