namespace LlmPolicy.Exchanges;

/// <summary>An answer in place of forwarding: why, by which rule, and what the client gets.</summary>
internal sealed record Refusal(string Reason, int StatusCode, string Body, SourcePosition? Position = null)
{
    /// <summary>The <c>WWW-Authenticate</c> header, for a token that is missing or bad.</summary>
    public string? Challenge { get; init; }

    /// <summary>What was found wrong, for an explanation; null where the step that refuses reports it by itself.</summary>
    public string? Finding { get; init; }

    /// <summary>What each provider said, for a token that is missing or bad.</summary>
    public IReadOnlyList<ProviderFinding> Providers { get; init; } = [];

    /// <summary>What each claim was that a refused caller was asked for, found out only when somebody wants to know.</summary>
    public Func<IReadOnlyList<ClaimFinding>>? Claims { get; init; }

    /// <summary>Whether a token was missing or bad.</summary>
    public bool IsOfToken => Reason.StartsWith("jwt.", StringComparison.Ordinal);

    /// <summary>The answer, with response headers of a route's. The challenge is the policy's last word: what the manifest says under its name is gone.</summary>
    public PolicyResponse ToResponse(IReadOnlyList<HeaderField> headers) => PolicyResponse.Text(
        StatusCode, Body,
        Challenge is null ? headers : headers.Count == 0 ? [new("www-authenticate", Challenge)] : [.. headers.Where(h => !h.Name.Equals("www-authenticate", StringComparison.OrdinalIgnoreCase)), new("www-authenticate", Challenge)]);
}
