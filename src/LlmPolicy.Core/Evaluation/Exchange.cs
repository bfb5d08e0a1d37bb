using LlmPolicy.Explaining;
using LlmPolicy.Http;
using LlmPolicy.Jwt;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Evaluation;

/// <summary>One request on its way through the policy: what it is by now, and who turned out to send it.</summary>
internal sealed class Exchange
{
    // Most requests leave nothing behind that needs theirs, and a new one is most of what a known token's decision allocates.
    [ThreadStatic]
    private static Exchange? _spare;

    private readonly List<FoundToken> _tokens = [];
    private EvaluationContext _context;
    private string? _pathAndQuery;
    private (ReadOnlyMemory<char> Text, JwtStatus? Status, JwtToken Token) _read;

    public PolicyRequest Request => _context.Request;

    public RemoteKeySets Keys => _context.Keys;

    public DateTimeOffset Now => _context.Now;

    /// <summary>The tokens that were verified before; null where none is remembered.</summary>
    public TokenCache? Cache => _context.Cache;

    /// <summary>Where the steps are written down; null unless the decision is to be explained.</summary>
    public DecisionTrace? Trace => _context.Trace;

    /// <summary>The scheme as redirects, challenges and header values show it.</summary>
    public string Scheme => ForwardedBy.Scheme(Request);

    public RequestTarget Target
    {
        get;
        private set
        {
            field = value;
            _pathAndQuery = null;
            Query.Reset(value.Query ?? "");
        }
    }

    /// <summary>The target's path with its query, put together once.</summary>
    public string PathAndQuery => _pathAndQuery ??= Target.PathAndQuery;

    /// <summary>The target's query parameters.</summary>
    public QueryValues Query { get; } = new();

    public HeaderView Headers { get; } = new([]);

    /// <summary>Verified callers, in the order of verification.</summary>
    public IReadOnlyList<VerifiedCaller> Callers { get; private set; } = [];

    /// <summary>Names of headers that hold claims alone.</summary>
    public IReadOnlyList<string> OwnedHeaders { get; private set; } = [];

    /// <summary>What a strictness rule holds against the request, should it be forwarded; the first one counts.</summary>
    public Refusal? Objection { get; private set; }

    /// <summary>Whether headers were made of claims, so that another route may match.</summary>
    public bool RouteIsStale { get; set; }

    /// <summary>The place of the matcher that fitted among its route's.</summary>
    public int MatcherIndex { get; set; }

    /// <summary>An exchange for a request: this thread's last one, if it was released.</summary>
    public static Exchange Begin(in EvaluationContext context, RequestTarget target)
    {
        var exchange = _spare ?? new Exchange();
        _spare = null;
        exchange._context = context;
        exchange.Target = target;
        exchange.Headers.Reset(context.Request.Headers);
        return exchange;
    }

    /// <summary>Forgets the request. Nothing may hold on to the exchange any more.</summary>
    public void Release()
    {
        _context = default;
        _tokens.Clear();
        _read = default;
        Target = default;
        Headers.Reset([]);
        Callers = [];
        OwnedHeaders = [];
        Objection = null;
        RouteIsStale = false;
        _spare = this;
    }

    public void Verified(VerifiedCaller caller) => Callers = Callers.Count == 0 ? caller.Alone : [.. Callers, caller];

    /// <summary>Adds names of headers that hold claims alone.</summary>
    public void Own(IReadOnlyList<string> headers) => OwnedHeaders = OwnedHeaders.Count == 0 ? headers : [.. OwnedHeaders, .. headers];

    public void Object(Refusal objection) => Objection ??= objection;

    public void RemoveQueryParameter(string name) => Target = Target.WithoutQueryParameter(name);

    /// <summary>The tokens at some places, in the order of the places.</summary>
    public IReadOnlyList<FoundToken> FindTokens(ITokenLocation[] locations)
    {
        _tokens.Clear();
        foreach (var location in locations)
        {
            location.Find(this, _tokens);
        }

        return _tokens;
    }

    /// <summary>Reads a token, once however many providers look at it.</summary>
    public JwtStatus Read(ReadOnlyMemory<char> text, IReadOnlySet<string> laxRules, out JwtToken token)
    {
        if (_read.Status is null || !_read.Text.Equals(text))
        {
            _read = (text, JwtReader.Read(text, laxRules, out var read), read);
        }

        token = _read.Token;
        return _read.Status!;
    }

    /// <summary>A header, or one of HTTP/2's pseudo-headers, as matchers and templates name them.</summary>
    public string? Header(string name) => name switch
    {
        _ when !name.StartsWith(':') && !name.Equals("host", StringComparison.OrdinalIgnoreCase) => Headers.First(name),
        _ => Pseudo(name),
    };

    public string? Pseudo(string name) => name.ToLowerInvariant() switch
    {
        ":path" => PathAndQuery,
        ":method" => Request.Method,
        ":authority" or "host" => Target.Authority,
        ":scheme" => Scheme,
        _ => null,
    };
}
