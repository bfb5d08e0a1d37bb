using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Jwt;

/// <summary>Every place where a policy looks for what callers show of who they are: tokens, and the headers of API keys.</summary>
internal sealed class TokenPlaces
{
    private readonly Dictionary<string, HeaderChange> _headers;
    private readonly QueryLocation[] _parameters;

    /// <param name="providers">Who looks for tokens.</param>
    /// <param name="credentials">The other headers, with who looks at them.</param>
    public TokenPlaces(IEnumerable<ProviderPolicy> providers, IEnumerable<HeaderChange> credentials)
    {
        ITokenLocation[] all = [.. providers.SelectMany(provider => provider.Locations)];
        _headers = all.OfType<HeaderLocation>().Select(header => HeaderChange.Remove(header.Name, header.Origin)).Concat(credentials)
            .DistinctBy(header => header.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(header => header.Name, StringComparer.OrdinalIgnoreCase);
        _parameters = [.. all.OfType<QueryLocation>().DistinctBy(parameter => parameter.Name, StringComparer.Ordinal)];
    }

    /// <summary>A request with what another one has at these places, in place of its own. It decides, and is taken off before anything is sent (<see cref="TakeOff"/>).</summary>
    public PolicyRequest Replace(PolicyRequest request, PolicyRequest caller) => request with
    {
        Headers = [.. request.Headers.Where(header => !_headers.ContainsKey(header.Name)), .. caller.Headers.Where(header => _headers.ContainsKey(header.Name))],
        Target = Replace(request.Target, caller.Target),
        BorrowedAt = this,
    };

    /// <summary>
    /// Takes off what is another request's, also where nobody on the route has asked for it. What stays is a token that a provider accepted and keeps (<c>keepToken</c>);
    /// where a header has several lines, not all of them need be tokens, and none stays.
    /// </summary>
    public void TakeOff(Exchange exchange)
    {
        foreach (string name in exchange.Request.Headers.Select(header => header.Name).Where(_headers.ContainsKey).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!exchange.IsKeptAlone(name))
            {
                exchange.Headers.Remove(_headers[name]);
            }
        }

        foreach (var parameter in _parameters)
        {
            if (!exchange.KeptParameters.Contains(parameter.Name) && exchange.Query.Decoded(parameter.Name) is not null)
            {
                parameter.Strip(exchange);
            }
        }
    }

    private string Replace(string target, string caller)
    {
        var (path, query) = Cut(target);
        string brought = Cut(caller).Query;
        foreach (string name in _parameters.Select(parameter => parameter.Name))
        {
            if (QueryString.Part(query, name) is not null)
            {
                query = QueryString.Without(query, name);
            }

            if (QueryString.Part(brought, name) is { } part)
            {
                query = $"{query}{(query.Length > 0 ? '&' : '?')}{part}";
            }
        }

        return path + query;
    }

    private static (string Path, string Query) Cut(string target) => target.IndexOf('?') is var mark and >= 0 ? (target[..mark], target[mark..]) : (target, "");
}
