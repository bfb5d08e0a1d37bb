using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Comparing;

/// <summary>What the upstream got, against what the recording's got.</summary>
internal static class UpstreamDifference
{
    private const int Kept = 512;

    /// <summary>The first difference, in words; null if there is none, or the recording could not see it.</summary>
    public static string? First(Expectation expected, IReadOnlyList<UpstreamRequest> ours) =>
        expected.Requests is not { } recorded ? null
        : recorded.Count != ours.Count ? $"upstream requests: expected {recorded.Count}, got {ours.Count}"
        : recorded.Zip(ours, Of).FirstOrDefault(found => found is not null);

    private static string? Of(ExpectedUpstream expected, UpstreamRequest sent)
    {
        string host = expected.Headers.FirstOrDefault(header => header[0].Equals("host", StringComparison.OrdinalIgnoreCase))?[1] ?? "";
        (string What, string Expected, string Got)[] parts =
            [("method", expected.Method, sent.Method), ("target", expected.Target, sent.Target), ("host", host, sent.Host)];
        foreach ((string what, string recorded, string got) in parts)
        {
            if (!WireText.Matches(recorded, got))
            {
                return $"upstream {what}: expected {OneLine.Quote(recorded)}, got {OneLine.Quote(got)}";
            }
        }

        return HeaderTable.Of(sent.Headers).DifferenceFrom(HeaderTable.Of(expected.Headers)) is { } header ? $"upstream {header}" : Body(expected, sent);
    }

    /// <summary>Where the recording has no length there was no body, or its length was chance.</summary>
    private static string? Body(ExpectedUpstream expected, UpstreamRequest sent) =>
        expected.Bytes is not { } bytes ? null
        : bytes != sent.Bytes ? $"upstream body: expected {bytes} bytes, got {sent.Bytes}"
        : expected.Whole != sent.Whole ? $"upstream body: expected {Ended(expected.Whole == true)}, got {Ended(sent.Whole)}"
        : expected.Body is { } body && !WireText.Matches(body, sent.Body[..Math.Min(Kept, sent.Body.Length)])
            ? $"upstream body: expected {OneLine.Quote(body)}, got {OneLine.Quote(sent.Body)}"
        : null;

    private static string Ended(bool whole) => whole ? "all of it" : "a part";
}
