using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

/// <summary>Answers made of what was recorded, and what a recording of an answer would be.</summary>
internal static class Recorded
{
    public static Answer Answer(Expectation expected) =>
        new(expected.Status, Headers(expected.Headers), expected.Body ?? "", Upstream(expected));

    public static Expectation Of(Answer answer, CaseRequest request) => new(answer.Status, Lines(answer.Headers))
    {
        Body = answer.Upstream is null ? answer.Body : null,
        ReachedUpstream = answer.Upstream is not null && request.Method == "HEAD",
        Upstream = answer.Upstream is { } sent && request.Method != "HEAD"
            ? new ExpectedUpstream(sent.Method, sent.Target, [["host", sent.Host], .. Lines(sent.Headers)])
            : null,
    };

    private static UpstreamRequest? Upstream(Expectation expected) => expected switch
    {
        { Upstream: { } sent } => new(sent.Method, sent.Target, sent.Headers.Single(header => header[0] == "host")[1], Headers(sent.Headers)),
        { ReachedUpstream: true } => new("HEAD", "/", "", []),
        _ => null,
    };

    private static IReadOnlyList<HeaderField> Headers(IReadOnlyList<IReadOnlyList<string>>? lines) =>
        [.. (lines ?? []).Select(line => new HeaderField(line[0], line[1]))];

    private static IReadOnlyList<IReadOnlyList<string>> Lines(IReadOnlyList<HeaderField> headers) =>
        [.. headers.Select(header => (IReadOnlyList<string>)[header.Name, header.Value])];
}
