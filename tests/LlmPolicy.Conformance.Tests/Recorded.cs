using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

/// <summary>Answers made of what was recorded.</summary>
internal static class Recorded
{
    public static Answer Answer(Expectation expected) =>
        new(expected.Status, Headers(expected.Headers), expected.Body ?? "", Upstream(expected));

    private static UpstreamRequest? Upstream(Expectation expected) => expected switch
    {
        { Upstream: { } sent } => new(sent.Method, sent.Target, sent.Headers.Single(header => header[0] == "host")[1], Headers(sent.Headers)),
        { ReachedUpstream: true } => new("HEAD", "/", "", []),
        _ => null,
    };

    private static IReadOnlyList<HeaderField> Headers(IReadOnlyList<IReadOnlyList<string>> lines) =>
        [.. lines.Select(line => new HeaderField(line[0], line[1]))];
}
