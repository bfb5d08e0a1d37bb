namespace LlmPolicy.Asking;

/// <summary>A request that somebody wrote down to have it explained or tested.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The address; a header <c>Host</c> goes over it.</param>
/// <param name="Headers">The header lines, bytes as Latin-1.</param>
internal sealed record WrittenRequest(string Method, RequestUrl Url, IReadOnlyList<HeaderField> Headers)
{
    public static readonly WrittenRequest None = new("GET", RequestUrl.None, []);

    /// <summary>The body's bytes; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The request as the policy sees it.</summary>
    /// <param name="draw">Picks among weighted destinations.</param>
    public PolicyRequest ToRequest(double draw) => new()
    {
        Method = Method,
        Scheme = Url.Scheme,
        Target = Url.Target,
        Authority = Headers.LastOrDefault(IsHost) is { Name: not null } host ? host.Value : Url.Authority,
        Headers = [.. Headers.Where(h => !IsHost(h))],
        Draw = draw,
    };

    /// <summary>The method alone: the rest may hold a token.</summary>
    public override string ToString() => Method;

    private static bool IsHost(HeaderField header) => header.Name.Equals("host", StringComparison.OrdinalIgnoreCase);
}
