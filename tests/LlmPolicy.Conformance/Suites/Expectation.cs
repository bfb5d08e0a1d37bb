using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmPolicy.Conformance.Suites;

/// <summary>What was recorded: an answer of the proxy's own has a body, another went upstream. Headers that are null are not compared.</summary>
internal sealed record Expectation(int Status, IReadOnlyList<IReadOnlyList<string>>? Headers = null)
{
    public string? Body { get; set; }

    /// <summary>How long the body is of which <see cref="Body"/> is the beginning; null if that is all of it.</summary>
    public long? BodyBytes { get; set; }

    public IReadOnlyList<InterimAnswer> Interim { get; set; } = [];

    public IReadOnlyList<IReadOnlyList<string>> Trailers { get; set; } = [];

    /// <summary>The body ended before its framing said so.</summary>
    public string? Cut { get; set; }

    public string? Tunnel { get; set; }

    /// <summary>Further answers on the connection.</summary>
    public IReadOnlyList<Expectation> More { get; set; } = [];

    /// <summary>What became of the connection: <c>closed</c>, <c>reset</c>, <c>open</c>; null where nobody looked.</summary>
    public string? End { get; set; }

    [JsonPropertyName("reset")]
    public long? ResetCode { get; set; }

    [JsonPropertyName("goaway")]
    public long? GoAwayCode { get; set; }

    public ExpectedUpstream? Upstream { get; set; }

    /// <summary>The request went upstream, and what it was like there can't be seen (<c>HEAD</c>).</summary>
    public bool ReachedUpstream { get; set; }

    /// <summary>With a script: what differs in each attempt from <see cref="Upstream"/>, and its body's length.</summary>
    public IReadOnlyList<ExpectedAttempt>? Attempts { get; set; }

    /// <summary>Without a script: all requests, where more than one came.</summary>
    public IReadOnlyList<ExpectedUpstream>? Upstreams { get; set; }

    /// <summary>What a rate limit service was asked, in order; null where there was none.</summary>
    public IReadOnlyList<AskedLimit>? Asked { get; set; }

    public bool WentUpstream => ReachedUpstream || Upstream is not null;

    /// <summary>The requests that the upstream got, in order; null where they could not be seen.</summary>
    [JsonIgnore]
    public IReadOnlyList<ExpectedUpstream>? Requests =>
        ReachedUpstream ? null
        : Upstream is null ? []
        : Attempts is { Count: > 0 } attempts ? [.. attempts.Select(attempt => attempt.Of(Upstream))]
        : Upstreams ?? [Upstream];
}

internal sealed record ExpectedUpstream(string Method, string Target, IReadOnlyList<IReadOnlyList<string>> Headers)
{
    /// <summary>The bytes of its body; null if none came, or it is chance how many.</summary>
    public long? Bytes { get; set; }

    /// <summary>Whether the body came to its end.</summary>
    public bool? Whole { get; set; }

    /// <summary>The first 512 bytes.</summary>
    public string? Body { get; set; }
}

internal sealed record ExpectedAttempt(string? Method = null, string? Target = null, IReadOnlyList<IReadOnlyList<string>>? Headers = null)
{
    public long? Bytes { get; set; }

    public bool? Whole { get; set; }

    public ExpectedUpstream Of(ExpectedUpstream last) =>
        last with { Method = Method ?? last.Method, Target = Target ?? last.Target, Headers = Headers ?? last.Headers, Bytes = Bytes, Whole = Whole };
}

/// <summary>An informational answer: its status and its headers.</summary>
[JsonConverter(typeof(InterimAnswerConverter))]
internal sealed record InterimAnswer(int Status, IReadOnlyList<IReadOnlyList<string>> Headers);

internal sealed class InterimAnswerConverter : JsonConverter<InterimAnswer>
{
    public override InterimAnswer Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return new InterimAnswer(
            document.RootElement[0].GetInt32(),
            [.. document.RootElement[1].EnumerateArray().Select(header => (IReadOnlyList<string>)[header[0].GetString()!, header[1].GetString()!])]);
    }

    public override void Write(Utf8JsonWriter writer, InterimAnswer value, JsonSerializerOptions options) => throw new NotSupportedException();
}
