using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

internal sealed class CoreGroupRun(SuiteGroup group, PolicyCompilation compilation, DateTimeOffset now) : IGroupRun
{
    private readonly CompiledPolicy _policy = compilation.Policy ?? throw new ArgumentException("Not compiled.", nameof(compilation));
    private RemoteKeySets _keys = RemoteKeySets.Empty;

    public Task<Answer> AnswerAsync(CaseRequest request) => Task.FromResult(Answer(request));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Answer Answer(CaseRequest request)
    {
        PolicyRequest wire = CoreRequest.From(request);
        PolicyDecision decision = _policy.Evaluate(wire, _keys, now);
        while (decision is { Outcome: PolicyOutcome.NeedsKeys, NeededKeys: { } needed })
        {
            _keys = Fetch(needed);
            decision = _policy.Evaluate(wire, _keys, now);
        }

        return decision switch
        {
            { Outcome: PolicyOutcome.Respond, Response: { } response } => Own(request, response),
            { Outcome: PolicyOutcome.Forward, Forwarding: { } forwarding } => Forwarded(wire, forwarding),
            _ => throw new InvalidOperationException($"The decision is {decision.Outcome} ({decision.Reason}) with nothing to go by."),
        };
    }

    private RemoteKeySets Fetch(RemoteJwks source)
    {
        bool ok = group.Remotes.TryGetValue(source.Url, out RemoteAnswer? answer) && answer is { Status: 200 };
        return ok && _policy.ReadKeys(answer!.Body) is { } keys ? _keys.With(source, keys).Settled(source) : _keys.Settled(source);
    }

    private static Answer Own(CaseRequest request, PolicyResponse response)
    {
        HeaderLines headers = new(response.Headers);
        if (response.Body.Length > 0 && !headers.Has("content-type"))
        {
            headers.Append("content-type", "text/plain");
        }

        return new Answer(response.StatusCode, headers.Lines, request.Method == "HEAD" ? "" : response.Body, null);
    }

    private Answer Forwarded(PolicyRequest wire, Forwarding forwarding)
    {
        HeaderLines request = new(wire.Headers);
        request.Apply(forwarding.RequestHeaders, compilation.Secrets);
        string host = forwarding.Host
            ?? _policy.Upstreams.First(upstream => upstream.Name == forwarding.Upstream).Endpoints[0].Authority;

        HeaderLines response = new(EchoUpstream.Headers);
        response.Apply(forwarding.ResponseHeaders(EchoUpstream.Status, EchoUpstream.Headers), compilation.Secrets);
        return new Answer(
            EchoUpstream.Status, response.Lines, "", new UpstreamRequest(wire.Method, forwarding.Target, host, request.Lines));
    }
}
