using LlmPolicy.Http;
using LlmPolicy.Routing;

namespace LlmPolicy.Cors;

/// <summary><c>cors</c> as it counts on a route: its own, and field by field its host's where its own says nothing.</summary>
internal sealed class CorsPolicy
{
    /// <summary>The longest origin that is looked at, in characters: a host's name has 253 at the most.</summary>
    private const int LongestOrigin = 512;

    private readonly bool _allowsAny;

    /// <param name="origins">Whose pages may read answers; one that fits is enough.</param>
    public CorsPolicy(IReadOnlyList<IValueMatcher> origins)
    {
        Origins = origins;

        // Envoy asks each of them for the text *, too: a pattern that matches it stands for any origin, whatever else it asks.
        _allowsAny = origins.Any(origin => origin.IsMatch("*"));
    }

    public IReadOnlyList<IValueMatcher> Origins { get; }

    /// <summary>The methods that a page may use, with commas between; empty says nothing of them. The same of the rest.</summary>
    public required string Methods { get; init; }

    public required string Headers { get; init; }

    public required string ExposedHeaders { get; init; }

    public required string MaxAge { get; init; }

    public required bool Credentials { get; init; }

    public required SourcePosition Position { get; init; }

    public bool Allows(string origin) => _allowsAny || (origin.Length <= LongestOrigin && Origins.Any(allowed => allowed.IsMatch(origin)));

    /// <summary>What a preflight is told. In the place of <c>*</c> stands what it asks for, empty where it asks for no header.</summary>
    /// <param name="origin">Whose page asks.</param>
    /// <param name="method">The method that it asks for.</param>
    /// <param name="headers">The headers that it asks for; null for none.</param>
    public IReadOnlyList<HeaderField> Preflight(string origin, string method, string? headers)
    {
        List<HeaderField> fields = [new("access-control-allow-origin", origin)];
        Add("access-control-allow-credentials", Credentials ? "true" : "", "");
        Add("access-control-allow-methods", Methods, method);
        Add("access-control-allow-headers", Headers, headers ?? "");
        Add("access-control-max-age", MaxAge, MaxAge);
        return fields;

        void Add(string name, string value, string asked)
        {
            if (value.Length > 0)
            {
                fields.Add(new(name, value == "*" ? asked : value));
            }
        }
    }

    /// <summary>Tells the browser, on an answer, that the page may read it; what the answer says of that by itself is gone.</summary>
    public void Allow(string origin, HeaderView answer)
    {
        answer.Add(HeaderChange.Set("access-control-allow-origin", origin, Position));
        if (Credentials)
        {
            answer.Add(HeaderChange.Set("access-control-allow-credentials", "true", Position));
        }

        if (ExposedHeaders.Length > 0)
        {
            answer.Add(HeaderChange.Set("access-control-expose-headers", ExposedHeaders, Position));
        }
    }
}
