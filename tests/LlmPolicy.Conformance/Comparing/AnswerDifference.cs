using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Comparing;

/// <summary>What the client saw, against what the recording's saw.</summary>
internal static class AnswerDifference
{
    /// <summary>As much of a body is recorded.</summary>
    private const int Kept = 4096;

    /// <summary>The first difference, in words; null if there is none.</summary>
    public static string? First(Expectation expected, Answer ours)
    {
        if (expected.Status != ours.Status)
        {
            return Words.ExpectedGot(expected, ours);
        }

        return Interim(expected, ours)
            ?? Body(expected, ours)
            ?? Headers("response", expected.Headers, ours.Headers)
            ?? Differs("tunnel", expected.Tunnel, ours.Tunnel)
            ?? Headers("trailer", expected.Trailers, ours.Trailers)
            ?? Differs("cut", Word(expected.Cut), Word(ours.Cut))
            ?? Asked(expected, ours)
            ?? End(expected, ours)
            ?? More(expected, ours);
    }

    private static string? Interim(Expectation expected, Answer ours)
    {
        string[] recorded = [.. expected.Interim.Select(interim => $"{interim.Status}")];
        return !recorded.SequenceEqual(ours.Interim.Select(interim => $"{interim.Status}"))
            ? $"interim: expected {OneLine.Quote(string.Join(' ', recorded))}, got {OneLine.Quote(string.Join(' ', ours.Interim.Select(interim => interim.Status)))}"
            : expected.Interim.Zip(ours.Interim, (was, is_) => Headers("interim", was.Headers, is_.Headers)).FirstOrDefault(found => found is not null);
    }

    /// <summary>Without a body in the recording it was the echo's, or there was none.</summary>
    private static string? Body(Expectation expected, Answer ours)
    {
        // HTTP has no content for 204 and 304 (RFC 9112, 6.3): what a policy says of one there is for nobody.
        if (expected.Status is 204 or 304 || (expected.Body is null && (expected.WentUpstream || expected.Status is 0 or 101)))
        {
            return null;
        }

        string recorded = expected.Body ?? "";
        bool same = expected.BodyBytes is { } bytes
            ? ours.Body.Length == bytes && WireText.Matches(recorded, ours.Body[..Math.Min(Kept, ours.Body.Length)])
            : WireText.Matches(recorded, ours.Body);
        return same ? null
            : expected.WentUpstream ? $"body: expected {OneLine.Quote(recorded)}, got {OneLine.Quote(ours.Body)}"
            : Words.ExpectedGot(expected, ours);
    }

    private static string? Headers(string what, IReadOnlyList<IReadOnlyList<string>>? recorded, IReadOnlyList<HeaderField> ours) =>
        recorded is not null && HeaderTable.Of(ours).DifferenceFrom(HeaderTable.Of(recorded)) is { } header ? $"{what} {header}" : null;

    /// <summary>Without an answer any end is the same as any other; whether there is one shows on a connection alone.</summary>
    private static string? End(Expectation expected, Answer ours) =>
        (expected.End is null ? null : Differs("end", expected.End == "open" ? "open" : "closed", ours.End == WireEnd.Open ? "open" : "closed"))
        ?? (expected.Status == 0 || expected.Headers is null ? null
            : Differs("reset", expected.ResetCode is null ? "none" : "one", ours.WasReset ? "one" : "none")
                ?? Differs("goaway", expected.GoAwayCode is null ? "none" : "one", ours.GoAway ? "one" : "none"));

    private static string? Asked(Expectation expected, Answer ours) =>
        expected.Asked is null ? null : Differs("asked", string.Join("; ", expected.Asked), string.Join("; ", ours.Asked.Select(AskedLimit.Of)));

    private static string? More(Expectation expected, Answer ours) =>
        expected.More.Count != ours.More.Count
            ? $"further answers: expected {expected.More.Count}, got {ours.More.Count}"
            : expected.More.Zip(ours.More, (was, further) => First(was.Body is null ? was with { ReachedUpstream = true } : was, further)).FirstOrDefault(found => found is not null) is { } further ? $"further answer: {further}" : null;

    private static string Word(string? cut) => cut is null ? "none" : "one";

    private static string Word(WireEnd? cut) => cut is null ? "none" : "one";

    private static string? Differs(string what, string? expected, string? got) =>
        expected == got ? null : $"{what}: expected {Show(expected)}, got {Show(got)}";

    private static string Show(string? text) => text is null ? "none" : OneLine.Quote(text);
}
