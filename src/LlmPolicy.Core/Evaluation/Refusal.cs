using LlmPolicy.Rbac;
using LlmPolicy.Routing;

namespace LlmPolicy.Evaluation;

/// <summary>An answer instead of the way upstream: why, by which rule, and what the client gets.</summary>
internal sealed record Refusal(string Reason, int StatusCode, string Body, SourcePosition? Position = null)
{
    /// <summary>The <c>WWW-Authenticate</c> header, for a token that is missing or bad.</summary>
    public string? Challenge { get; init; }

    /// <summary>What each provider said, for a token that is missing or bad.</summary>
    public IReadOnlyList<ProviderFinding> Providers { get; init; } = [];

    /// <summary>The RBAC that allowed nothing, and the request that it was asked of.</summary>
    public RbacDenial? RbacDenial { get; init; }

    public PolicyResponse ToResponse() => new(StatusCode, Body, WithContentType(OwnHeaders));

    /// <summary>The answer on a route, whose response headers go on refusals too.</summary>
    public PolicyResponse ToResponse(Exchange exchange, HeaderLevels levels) =>
        new(StatusCode, Body, WithContentType(levels.Respond(exchange, StatusCode, OwnHeaders)));

    private IReadOnlyList<HeaderField> OwnHeaders => Challenge is null ? [] : [new("www-authenticate", Challenge)];

    private IReadOnlyList<HeaderField> WithContentType(IReadOnlyList<HeaderField> headers) =>
        Body.Length == 0 || headers.Any(h => h.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase))
            ? headers
            : [.. headers, new("content-type", "text/plain")];
}
