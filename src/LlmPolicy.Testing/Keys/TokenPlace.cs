using LlmPolicy.Resources;

namespace LlmPolicy.Testing.Keys;

/// <summary>Where a provider looks for its tokens: a header, or where there is none, a query parameter.</summary>
internal sealed record TokenPlace(string? Header, string Prefix, string? QueryParameter)
{
    public static readonly TokenPlace Default = new("authorization", "Bearer ", null);

    /// <summary>The first place of <c>tokenSource</c>, else <c>Authorization: Bearer</c>.</summary>
    public static TokenPlace Of(JwtProvider provider) => provider.TokenSource switch
    {
        { Headers: [var header, ..] } => new(header.Header.Value, header.Prefix?.Value ?? "", null),
        { QueryParams: [var parameter, ..] } => new(null, "", parameter.Value),
        _ => Default,
    };

    /// <summary>Every place where the provider looks.</summary>
    public static IEnumerable<TokenPlace> All(JwtProvider provider) => provider.TokenSource is { Headers.Count: > 0 } or { QueryParams.Count: > 0 }
        ?
        [
            .. provider.TokenSource.Headers.Select(header => new TokenPlace(header.Header.Value, header.Prefix?.Value ?? "", null)),
            .. provider.TokenSource.QueryParams.Select(parameter => new TokenPlace(null, "", parameter.Value)),
        ]
        : [Default, new(null, "", "access_token")];

    /// <summary>The request with a token at this place.</summary>
    public PolicyRequest Send(PolicyRequest request, string token) => Header is not null
        ? request with { Headers = [.. request.Headers, new HeaderField(Header, Prefix + token)] }
        : request with { Target = InTarget(request.Target, token) };

    /// <summary>The target with a token in its query, where it belongs there.</summary>
    public string InTarget(string target, string token) =>
        QueryParameter is null ? target : $"{target}{(target.Contains('?') ? '&' : '?')}{Uri.EscapeDataString(QueryParameter)}={token}";
}
