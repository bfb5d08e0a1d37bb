using System.Text.Json.Serialization;

namespace LlmPolicy.Conformance.Suites;

/// <summary>
/// A request as text; on the wire it is UTF-8. One that is given as bytes or as an HTTP/2 block has the method, target and headers that
/// can be read in it, for the rules.
/// </summary>
internal sealed record CaseRequest(
    string Method = "",
    string Target = "",
    IReadOnlyList<IReadOnlyList<string>>? Headers = null,
    [property: JsonConverter(typeof(BodyConverter))] string? Body = null)
{
    public IReadOnlyList<IReadOnlyList<string>> Headers { get; init; } = Headers ?? [];

    /// <summary>The body goes in chunks of 16 KiB.</summary>
    public bool Chunked { get; set; }

    /// <summary>Milliseconds before the case, in an ordered group.</summary>
    public int Wait { get; set; }

    /// <summary>What a rate limit service says of it.</summary>
    public LimiterScript? Limiter { get; set; }

    /// <summary>What is sent in place of the rest, byte by byte.</summary>
    [JsonConverter(typeof(RawConverter))]
    public IReadOnlyList<WirePiece>? Raw { get; set; }

    /// <summary>What is sent in place of the rest, over HTTP/2.</summary>
    public Http2Request? Http2 { get; set; }

    /// <summary>What the upstream does, a list of steps for each request that it gets; the last again for any more. Null: it echoes.</summary>
    public IReadOnlyList<IReadOnlyList<ScriptStep>>? Script { get; set; }

    /// <summary>Times decide on the answer: the client or the upstream pauses.</summary>
    [JsonIgnore]
    public bool IsTimed =>
        Raw?.Any(piece => piece.Pause > TimeSpan.Zero) == true || Script?.Any(steps => steps.Any(step => step is ScriptStep.Wait)) == true;

    /// <summary>The head is there as text, so that the policy alone can decide on it.</summary>
    [JsonIgnore]
    public bool IsText => Raw is null && Http2 is null;
}
