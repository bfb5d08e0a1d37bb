using LlmPolicy.Conformance.Gateway;
using LlmPolicy.Conformance.Suites;
using LlmPolicy.RateLimits;

namespace LlmPolicy.Conformance.Runners;

internal sealed class CoreGroupRun(SuiteGroup group, PolicyCompilation compilation, DateTimeOffset now, TokenCache? cache) : IGroupRun, IFactResolver
{
    public CompiledPolicy Policy { get; } = compilation.Policy ?? throw new ArgumentException("Not compiled.", nameof(compilation));
    private readonly FixedTime _time = new(now);
    private readonly ScriptedLimiter _limiter = new();
    private readonly LocalBuckets _buckets = new(TimeProvider.System);
    private PolicyFacts _facts = new() { Tokens = cache };

    public Task<Answer> AnswerAsync(SuiteCase recorded)
    {
        _limiter.Begin(recorded);
        return Task.FromResult(Answer(recorded.Request) with { Asked = _limiter.Asked });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The decision, with the keys fetched that it needs.</summary>
    public PolicyDecision Decide(PolicyRequest wire)
    {
        (PolicyDecision decision, _facts) = PolicyDecider.DecideAsync(Policy, wire, _facts with { RateLimits = RateLimitAnswers.None }, this, _time).AsTask().GetAwaiter().GetResult();
        return cache is null ? decision : Policy.Evaluate(wire, _facts, now);
    }

    /// <summary>The explanation of the decision made last, or of any that needs no other keys.</summary>
    public PolicyExplanation Explain(PolicyRequest wire) => Policy.Explain(wire, _facts, now);

    public async ValueTask<PolicyFacts> ResolveAsync(PolicyNeed need, PolicyFacts facts, CancellationToken cancellationToken) => need switch
    {
        LocalRateLimitNeed bucket => facts with { RateLimits = facts.RateLimits.WithTaken(bucket, _buckets.TryTake(bucket.Limit)) },
        RateLimitNeed limit => facts with { RateLimits = facts.RateLimits.With(limit, await AskAsync(limit.Request)) },
        KeysNeed { Source: var source } => facts with { Keys = Fetch(source, facts.Keys) },
        _ => throw new NotSupportedException(need.Reason),
    };

    /// <summary>Who is too late is not waited for.</summary>
    private async ValueTask<RateLimitResponse?> AskAsync(RateLimitRequest request)
    {
        ValueTask<RateLimitResponse?> asked = _limiter.LimitAsync(request, CancellationToken.None);
        return asked.IsCompleted ? await asked : null;
    }

    private Answer Answer(CaseRequest request)
    {
        PolicyRequest wire = CoreRequest.From(request);
        PolicyDecision decision = Decide(wire);
        return decision switch
        {
            { Outcome: PolicyOutcome.Respond, Response: { } response } => Own(request, response),
            { Outcome: PolicyOutcome.Forward, Forwarding: { } forwarding } => Forwarded(wire, forwarding),
            _ => throw new InvalidOperationException($"The decision is {decision.Outcome} ({decision.Reason}) with nothing to go by."),
        };
    }

    private RemoteKeySets Fetch(RemoteJwks source, RemoteKeySets keys)
    {
        bool ok = group.Remotes.TryGetValue(source.Url, out RemoteAnswer? answer) && answer is { Status: 200 };
        return (ok && Policy.ReadKeys(answer!.Body) is { } fetched ? keys.With(source, fetched) : keys).Settled(source);
    }

    private static Answer Own(CaseRequest request, PolicyResponse response)
    {
        HeaderLines headers = new(response.Headers);
        if (response.Body.Length > 0 && !headers.Has("content-type"))
        {
            headers.Add("content-type", "text/plain");
        }

        return new Answer(response.StatusCode, headers.Lines, request.Method == "HEAD" ? "" : response.Body, null);
    }

    private Answer Forwarded(PolicyRequest wire, Forwarding forwarding)
    {
        HeaderLines request = new(wire.Headers);
        request.Apply(forwarding.RequestHeaders, compilation.Secrets);
        string host = forwarding.Host
            ?? Policy.Upstreams.First(upstream => upstream.Name == forwarding.Upstream).Endpoints[0].Authority;

        HeaderLines response = new(EchoUpstream.Headers);
        response.Apply(forwarding.ResponseHeaders(new UpstreamAnswer(EchoUpstream.Status, EchoUpstream.Headers) { Address = "192.0.2.1:80" }), compilation.Secrets);
        return new Answer(
            EchoUpstream.Status, response.Lines, "", new UpstreamRequest(wire.Method, forwarding.Target, host, request.Lines));
    }
}
