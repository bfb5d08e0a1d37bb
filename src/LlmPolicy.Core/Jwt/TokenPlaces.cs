using LlmPolicy.Http;

namespace LlmPolicy.Jwt;

/// <summary>Every place where some provider of a policy looks for tokens.</summary>
internal sealed class TokenPlaces
{
    private readonly HashSet<string> _headers;
    private readonly string[] _parameters;

    public TokenPlaces(IEnumerable<ProviderPolicy> providers)
    {
        ITokenLocation[] all = [.. providers.SelectMany(provider => provider.Locations)];
        _headers = all.OfType<HeaderLocation>().Select(header => header.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _parameters = [.. all.OfType<QueryLocation>().Select(parameter => parameter.Name).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A request with what another one has at these places, in place of its own.</summary>
    public PolicyRequest Replace(PolicyRequest request, PolicyRequest caller) => request with
    {
        Headers = [.. request.Headers.Where(header => !_headers.Contains(header.Name)), .. caller.Headers.Where(header => _headers.Contains(header.Name))],
        Target = Replace(request.Target, caller.Target),
    };

    private string Replace(string target, string caller)
    {
        var (path, query) = Cut(target);
        string brought = Cut(caller).Query;
        foreach (string name in _parameters)
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
