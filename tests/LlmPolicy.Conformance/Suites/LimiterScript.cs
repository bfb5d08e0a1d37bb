namespace LlmPolicy.Conformance.Suites;

/// <summary>What a rate limit service says of a case: <c>ok</c>, <c>over</c>, <c>error</c>, or <c>slow</c>, later than anybody waits.</summary>
internal sealed record LimiterScript(
    string Answer = "ok", IReadOnlyList<IReadOnlyList<string>>? Headers = null, IReadOnlyList<IReadOnlyList<string>>? RequestHeaders = null, string? Body = null);

/// <summary>What a rate limit service was asked.</summary>
internal sealed record AskedLimit(string Domain, IReadOnlyList<IReadOnlyList<IReadOnlyList<string>>> Descriptors)
{
    /// <summary>The question as a line.</summary>
    public override string ToString() => $"{Domain}: {string.Join(' ', Descriptors.Select(one => $"[{string.Join(", ", one.Select(entry => $"{entry[0]}={entry[1]}"))}]"))}";

    public static AskedLimit Of(RateLimitRequest asked) =>
        new(asked.Domain, [.. asked.Descriptors.Select(one => (IReadOnlyList<IReadOnlyList<string>>)[.. one.Entries.Select(entry => (IReadOnlyList<string>)[entry.Key, entry.Value])])]);
}
