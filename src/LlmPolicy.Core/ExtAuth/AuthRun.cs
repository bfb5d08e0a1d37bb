using LlmPolicy.Exchanges;

namespace LlmPolicy.ExtAuth;

/// <summary>One evaluation of an AuthConfig: what the configs that were asked so far came to.</summary>
internal struct AuthRun(Exchange exchange)
{
    private AuthGrant? _first;
    private List<AuthGrant>? _more;

    public readonly Exchange Exchange => exchange;

    /// <summary>What the last config that did not pass answers.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>What has to be found out before the rest can be asked.</summary>
    public PolicyNeed? Need { get; private set; }

    public bool Ask(IAuthMethod method)
    {
        var verdict = method.Check(exchange);
        (Refusal, Need) = (verdict.Refusal ?? Refusal, verdict.Need);
        if (verdict.Grant is { } grant)
        {
            Add(grant);
        }

        return verdict.Grant is not null;
    }

    /// <summary>Puts on the request what those that passed say, in their order.</summary>
    public readonly void Carry()
    {
        if (_first is not null)
        {
            Carry(_first);
            _more?.ForEach(Carry);
        }
    }

    private void Add(AuthGrant grant)
    {
        if (_first is null)
        {
            _first = grant;
        }
        else
        {
            (_more ??= []).Add(grant);
        }
    }

    private readonly void Carry(AuthGrant grant)
    {
        exchange.ExtAuthCaller = grant.Caller ?? exchange.ExtAuthCaller;
        for (int i = 0; i < grant.Headers.Count; i++)
        {
            exchange.Headers.Add(grant.Headers[i]);
        }
    }
}
