namespace LlmPolicy.Conformance;

/// <summary>
/// What LlmPolicy did with a request. Strings are bytes (Latin-1). The status is 0 if there was no answer; there is no upstream request if
/// none got there, else it is the last.
/// </summary>
internal sealed record Answer(int Status, IReadOnlyList<HeaderField> Headers, string Body, UpstreamRequest? Upstream)
{
    private readonly IReadOnlyList<UpstreamRequest>? _requests;

    public static Answer None { get; } = new(0, [], "", null);

    public IReadOnlyList<(int Status, IReadOnlyList<HeaderField> Headers)> Interim { get; init; } = [];

    public IReadOnlyList<HeaderField> Trailers { get; init; } = [];

    /// <summary>How the body ended before its framing said so; null if it did not.</summary>
    public WireEnd? Cut { get; init; }

    /// <summary>What came back through an upgrade; null if there was none.</summary>
    public string? Tunnel { get; init; }

    /// <summary>Further answers on the connection.</summary>
    public IReadOnlyList<Answer> More { get; init; } = [];

    /// <summary>What became of the connection after the last answer; null if nobody looked.</summary>
    public WireEnd? End { get; init; }

    /// <summary>The stream was reset.</summary>
    public bool WasReset { get; init; }

    /// <summary>The connection's end was announced (GOAWAY).</summary>
    public bool GoAway { get; init; }

    /// <summary>What a rate limit service was asked, in order.</summary>
    public IReadOnlyList<RateLimitRequest> Asked { get; init; } = [];

    /// <summary>Bytes that are no answer.</summary>
    public string Junk { get; init; } = "";

    /// <summary>All that the upstream got, in order.</summary>
    public IReadOnlyList<UpstreamRequest> Requests
    {
        get => _requests ?? (Upstream is null ? [] : [Upstream]);
        init => _requests = value;
    }
}

internal sealed record UpstreamRequest(string Method, string Target, string Host, IReadOnlyList<HeaderField> Headers)
{
    /// <summary>How much of its body came.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether its body came to its end.</summary>
    public bool Whole { get; init; }

    /// <summary>The body's first 512 bytes.</summary>
    public string Body { get; init; } = "";
}

/// <summary>How the bytes of a connection or a stream came to their end.</summary>
internal enum WireEnd
{
    /// <summary>FIN.</summary>
    Closed,

    /// <summary>RST, or RST_STREAM.</summary>
    Reset,

    /// <summary>None: nothing came any more.</summary>
    Open,
}
