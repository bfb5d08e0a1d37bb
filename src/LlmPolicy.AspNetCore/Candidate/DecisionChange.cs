namespace LlmPolicy.Candidate;

/// <summary>What differs between two decisions on one request, in words that hold no value of a header. A route by another name that does the same is no difference.</summary>
internal readonly record struct DecisionChange(CandidateKind Kind, string What)
{
    private static readonly UpstreamAnswer Answered = new(200, []);

    public static DecisionChange Between(PolicyDecision live, PolicyDecision candidate)
    {
        if (live.IsAllowed != candidate.IsAllowed)
        {
            return new(candidate.IsAllowed ? CandidateKind.NewlyAllowed : CandidateKind.NewlyRefused, "answer");
        }

        string what = string.Join(", ", (live.Result, candidate.Result) switch
        {
            (Forwarding former, Forwarding next) => OfForwarding(former, next),
            (PolicyResponse former, PolicyResponse next) => Unless("answer", live.Reason == candidate.Reason && IsSame(former, next)),
            _ => ["answer"],
        });
        return new(what.Length == 0 ? CandidateKind.Same : CandidateKind.Changed, what);
    }

    /// <summary>As <c>403 rbac.denied</c> or <c>forwarded to default/up</c>.</summary>
    public static string Words(PolicyDecision decision) => decision.Result switch
    {
        Forwarding forwarding => $"forwarded to {forwarding.Upstream}",
        PolicyResponse response => $"{response.StatusCode} {decision.Reason}",
        _ => decision.Reason,
    };

    private static IEnumerable<string> OfForwarding(Forwarding former, Forwarding next) =>
    [
        .. Unless("upstream", former.Upstream == next.Upstream),
        .. Unless("path", former.Target == next.Target),
        .. Unless("Host", former.Host == next.Host),
        .. Unless("headers", IsSame(former.RequestHeaders, next.RequestHeaders) && former.OwnedHeaders.SequenceEqual(next.OwnedHeaders, StringComparer.OrdinalIgnoreCase)),
        .. Unless("response headers", IsSame(former.ResponseHeaders(Answered), next.ResponseHeaders(Answered))),
        .. Unless("body", former.Body.HasValue == next.Body.HasValue && (former.Body ?? default).Span.SequenceEqual((next.Body ?? default).Span)),
        .. Unless("bounds", Bounds(former) == Bounds(next)),
        .. Unless("metering", former.Effects.OfType<UsageMetering>().Select(m => m.IsAskedFor).SequenceEqual(next.Effects.OfType<UsageMetering>().Select(m => m.IsAskedFor))),
        .. Unless("list of models", former.Effects.OfType<ModelListFiltering>().Count() == next.Effects.OfType<ModelListFiltering>().Count()),
        .. Unless("budgets", Budgets(former).SequenceEqual(Budgets(next))),
    ];

    private static string[] Unless(string what, bool same) => same ? [] : [what];

    private static bool IsSame(PolicyResponse former, PolicyResponse next) =>
        former.StatusCode == next.StatusCode && former.Body == next.Body && former.Headers.SequenceEqual(next.Headers);

    private static bool IsSame(IReadOnlyList<HeaderChange> former, IReadOnlyList<HeaderChange> next) =>
        former.Select(Content).SequenceEqual(next.Select(Content));

    private static (HeaderChangeKind, string, string, ResourceName?) Content(HeaderChange change) => (change.Kind, change.Name.ToLowerInvariant(), change.Value, change.Secret);

    private static (TimeSpan?, TimeSpan?, TimeSpan?, (int, string, TimeSpan?, TimeSpan, TimeSpan)?) Bounds(Forwarding forwarding) => (
        forwarding.Timeout, forwarding.IdleTimeout, forwarding.MaxStreamDuration,
        forwarding.Retries is { } retries ? (retries.Limit, retries.Conditions, retries.PerTryTimeout, retries.BaseInterval, retries.MaxInterval) : null);

    /// <summary>What it takes of each limit; what is left of that is nobody's to compare.</summary>
    private static IEnumerable<(string, string, long, long, bool)> Budgets(Forwarding forwarding) =>
        from demand in forwarding.Effects.OfType<BudgetDemand>()
        from counter in demand.Counters
        select (counter.Budget, counter.What, counter.Limit, counter.Amount, demand.IsShadow);
}
