using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Comparing;

/// <summary>What ours lets through and Envoy does not: a request, a further try, a whole body, a refused caller's answer, a credential.</summary>
internal sealed class Gaps(Sensitive sensitive)
{
    /// <summary>The first of them, in words; null if there is none.</summary>
    public string? First(CaseRequest request, Expectation expected, Answer ours)
    {
        if ((!expected.WentUpstream && (ours.Upstream is not null || IsServedWhereRefused(request, expected, ours))) || IsServedFurther(expected, ours))
        {
            return Words.ExpectedGot(expected, ours);
        }

        // What a HEAD looks like upstream was not seen.
        if (expected.Requests is not { } recorded)
        {
            return null;
        }

        return ours.Requests.Count > recorded.Count
            ? $"upstream requests: expected {recorded.Count}, got {ours.Requests.Count}"
            : recorded.Zip(ours.Requests, (was, sent) => Extra(request, was, sent)).FirstOrDefault(extra => extra is not null);
    }

    /// <summary>An answer with content, where the recording has a refusal, or an end without an answer. Of an unended request Envoy waits for the rest.</summary>
    private static bool IsServedWhereRefused(CaseRequest request, Expectation expected, Answer ours) =>
        ours.Status is > 0 and < 400
        && (expected.Status >= 400 || (expected.Status == 0 && expected.End != "open" && request.Http2 is not { Open: true }));

    /// <summary>A second answer with content on the connection, where the recording refuses or ends.</summary>
    private static bool IsServedFurther(Expectation expected, Answer ours) =>
        ours.More.Where((answer, i) => answer.Status is > 0 and < 400 && (i >= expected.More.Count || expected.More[i].Status >= 400)).Any();

    private string? Extra(CaseRequest request, ExpectedUpstream recorded, UpstreamRequest sent)
    {
        HeaderTable was = HeaderTable.Of(recorded.Headers);
        HeaderTable got = HeaderTable.Of(sent.Headers);
        return recorded.Whole == false && sent.Whole ? "sent upstream: a whole body of one that broke off"
            : Nominated(request).FirstOrDefault(name => got.Elements(name).Count > 0 && was.Elements(name).Count == 0) is { } nominated
                ? $"sent upstream: {nominated}, which Connection names"
            : sensitive.FirstExtra(HeaderTable.Of(request.Headers), was, got) is { } extra ? $"sent upstream: {extra}"
            : null;
    }

    /// <summary>The headers that the request's <c>Connection</c> takes off (RFC 9110, 7.6.1).</summary>
    private static IEnumerable<string> Nominated(CaseRequest request) =>
        request.Headers.Where(header => header[0].Equals("connection", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header[1].Split(',')).Select(name => name.Trim(' ', '\t').ToLowerInvariant());
}
