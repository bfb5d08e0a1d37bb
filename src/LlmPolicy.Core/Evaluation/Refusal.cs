using LlmPolicy.Headers;
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

    /// <summary>Whether a token was missing or bad.</summary>
    public bool IsOfToken => Reason.StartsWith("jwt.", StringComparison.Ordinal);

    public PolicyResponse ToResponse() => WithChallenge([]);

    /// <summary>The answer on a route, whose response headers go on refusals too.</summary>
    public PolicyResponse ToResponse(Exchange exchange, RoutePolicy route) =>
        route.Action.RefusalLevels(exchange, route.Levels) is { Length: > 0 } levels
            ? WithChallenge(route.Levels.Respond(exchange, AnswerFacts.Of(this), levels, []))
            : ToResponse();

    /// <summary>The challenge is the policy's last word: what the manifest says under its name is gone.</summary>
    private PolicyResponse WithChallenge(IReadOnlyList<HeaderField> headers) => PolicyResponse.Text(
        StatusCode, Body,
        Challenge is null ? headers : headers.Count == 0 ? [new("www-authenticate", Challenge)] : [.. headers.Where(h => !h.Name.Equals("www-authenticate", StringComparison.OrdinalIgnoreCase)), new("www-authenticate", Challenge)]);
}
