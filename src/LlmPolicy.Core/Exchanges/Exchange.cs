using LlmPolicy.Http;

namespace LlmPolicy.Exchanges;

/// <summary>One request on its way through the policy: what it has become by now, and who turned out to send it.</summary>
internal sealed class Exchange
{
    private static readonly string[] OfBytes = ["content-encoding", "content-md5", "content-digest", "repr-digest", "digest"];

    // Most requests leave nothing behind that needs theirs, and a new one is most of what a known token's decision allocates.
    [ThreadStatic]
    private static Exchange? _spare;

    private readonly Dictionary<Type, object> _readings = [];
    private string? _pathAndQuery;

    public PolicyRequest Request { get; private set; } = null!;

    public PolicyFacts Facts { get; private set; } = PolicyFacts.None;

    public DateTimeOffset Now { get; private set; }

    /// <summary>Where steps report what they found; null unless the decision is to be explained.</summary>
    public Findings? Findings { get; private set; }

    /// <summary>The tokens that were verified before; null where none is remembered. An explanation shows a token's verification, so it uses none.</summary>
    public TokenCache? KnownTokens => Findings is null ? Facts.Tokens : null;

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

    /// <summary>Who <c>extauth</c> says the caller is; null without it.</summary>
    public ExtAuthCaller? ExtAuthCaller { get; set; }

    /// <summary>What he is called: of an API key the name of its Secret.</summary>
    public string? UserId => ExtAuthCaller?.UserId;

    /// <summary>Names of headers whose tokens were accepted and go upstream (<c>keepToken</c>).</summary>
    public IReadOnlyList<string> KeptHeaders { get; private set; } = [];

    /// <summary>The same of the query's parameters.</summary>
    public IReadOnlyList<string> KeptParameters { get; private set; } = [];

    /// <summary>Names of headers that hold claims alone.</summary>
    public IReadOnlyList<string> OwnedHeaders { get; private set; } = [];

    /// <summary>What the caller showed <c>extauth</c>; null for nothing.</summary>
    public ShownCredentials? Shown { get; set; }

    /// <summary>The first objection of a strictness rule to the request, should it be forwarded.</summary>
    public Refusal? Objection { get; private set; }

    /// <summary>What is to happen once the decision is carried out, in the order of the steps that asked for it.</summary>
    public IReadOnlyList<PolicyEffect> Effects { get; private set; } = [];

    /// <summary>What changes the headers of the answer, in the order of the steps that asked for it.</summary>
    public IReadOnlyList<IAnswerFilter> AnswerFilters { get; private set; } = [];

    /// <summary>The models that the request asks for, where a rule wanted to know.</summary>
    public IReadOnlyList<string> Models { get; set; } = [];

    /// <summary>Path and query as they are sent, for steps that look at what is asked for; null where the route sends nothing on.</summary>
    public string? OutgoingTarget
    {
        get;
        set
        {
            field = value;
            _readings.Clear();
        }
    }

    /// <summary>The body that is sent in the place of the one that came, without a content coding; null: the one that came.</summary>
    public ReadOnlyMemory<byte>? OutgoingBody { get; private set; }

    /// <summary>What is asked of the request's body as a whole, by whichever route's transformation it was; null for nothing.</summary>
    public BodyDemand? BodyDemand { get; private set; }

    /// <summary>Whether headers were made of claims, or changed by who says so, so that another route may match.</summary>
    public bool RouteIsStale { get; set; }

    /// <summary>What is left of the request's draw (<see cref="PolicyRequest.Draw"/>).</summary>
    public double Draw { get; set; }

    /// <summary>The index of the matcher that fitted among its route's.</summary>
    public int MatcherIndex { get; set; }

    /// <summary>An exchange for a request: this thread's last one, if it was released.</summary>
    public static Exchange Begin(PolicyRequest request, PolicyFacts facts, DateTimeOffset now, RequestTarget target, Findings? findings)
    {
        var exchange = _spare ?? new Exchange();
        _spare = null;
        exchange.Request = request;
        exchange.Facts = facts;
        exchange.Now = now;
        exchange.Findings = findings;
        exchange.Target = target;
        exchange.Draw = request.Draw;
        exchange.Headers.Reset(request.Headers);
        return exchange;
    }

    /// <summary>Forgets the request. Nothing may hold on to the exchange any more.</summary>
    public void Release()
    {
        Request = null!;
        Facts = PolicyFacts.None;
        Findings = null;
        Target = default;
        Headers.Reset([]);
        Callers = [];
        ExtAuthCaller = null;
        KeptHeaders = [];
        KeptParameters = [];
        OwnedHeaders = [];
        Shown = null;
        Objection = null;
        Effects = [];
        AnswerFilters = [];
        Models = [];
        OutgoingTarget = null;
        OutgoingBody = null;
        _readings.Clear();
        RouteIsStale = false;
        BodyDemand = null;
        _spare = this;
    }

    public void Verified(VerifiedCaller caller) => Callers = Callers.Count == 0 ? caller.Alone : [.. Callers, caller];

    public void KeepHeader(string name) => KeptHeaders = [.. KeptHeaders, name];

    public void KeepParameter(string name) => KeptParameters = [.. KeptParameters, name];

    /// <summary>Whether a header is one accepted token that goes upstream, and has no other line: not all of several need be tokens.</summary>
    public bool IsKeptAlone(string name)
    {
        var lines = Headers.Lines(name);
        return KeptHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) && lines.MoveNext() && !lines.MoveNext();
    }

    /// <summary>Adds names of headers that hold claims alone.</summary>
    public void Own(IReadOnlyList<string> headers) => OwnedHeaders = OwnedHeaders.Count == 0 ? headers : [.. OwnedHeaders, .. headers];

    /// <summary>Asks something of the body; of several demands that of JSON counts.</summary>
    public void Demand(BodyDemand demand) => BodyDemand = BodyDemand is { IsJson: true } former ? former : demand;

    public void Object(Refusal objection) => Objection ??= objection;

    public void Add(PolicyEffect effect) => Effects = [.. Effects, effect];

    public void Filter(IAnswerFilter filter) => AnswerFilters = [.. AnswerFilters, filter];

    /// <summary>Sends another body, and none of the headers that speak of the bytes of the one that came.</summary>
    public void Send(ReadOnlyMemory<byte> body, SourcePosition origin)
    {
        OutgoingBody = body;
        _readings.Clear();
        foreach (string name in OfBytes)
        {
            Headers.Remove(HeaderChange.Remove(name, origin));
        }
    }

    /// <summary>What a step read of target and body as they go upstream by now, for the next one that asks the same; null where nothing is kept.</summary>
    public T? Reading<T>()
        where T : class
        => _readings.GetValueOrDefault(typeof(T)) as T;

    public void Keep(object reading) => _readings[reading.GetType()] = reading;

    public void RemoveQueryParameter(string name) => Target = Target.WithoutQueryParameter(name);

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
