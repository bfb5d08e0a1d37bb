using LlmPolicy.Budgets;
using LlmPolicy.RateLimits;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>What a decision does to a request, aspect by aspect. Of secrets the names alone, of header values what tells them apart.</summary>
internal sealed class Effect
{
    private readonly PolicyRequest _request;
    private readonly TestPolicies _version;

    public Effect(PolicyRequest request, PolicyDecision decision, TestPolicies version) => (_request, Decision, _version) = (request, decision, version);

    public PolicyDecision Decision { get; }

    public bool IsAllowed => Decision.IsAllowed;

    /// <summary>As <c>403 rbac.denied</c> or <c>forwarded to default/up</c>.</summary>
    public string Outcome => Decision switch
    {
        { Forwarding: { } forwarding } => $"forwarded to {forwarding.Upstream}",
        { Response: { } response } => $"{response.StatusCode} {Decision.Reason}",
        _ => Decision.Reason,
    };

    public string Upstream => Decision.Forwarding is not { } forwarding ? Outcome
        : $"{forwarding.Upstream} at {_version.WithThrowAwayKeys.Policy!.Upstreams.FirstOrDefault(u => u.Name == forwarding.Upstream) switch
        {
            { } address => $"{(address.Tls ? "https" : "http")}://{string.Join(", ", address.Endpoints.Select(e => $"{e.Host}:{e.Port}{(e.Sni is null || e.Sni == e.Host ? "" : $" ({e.Sni})")}"))}",
            _ => "an address that is not in these files",
        }}";

    /// <summary>By name. Of one that no manifest of either version has, whether it is appended: which headers it sets is not known.</summary>
    public string SecretsBeside(Effect other)
    {
        IEnumerable<string> words = SecretChanges.Select(h => (_version.Secrets.ContainsKey(h.Secret), other._version.Secrets.ContainsKey(h.Secret), h.Kind) switch
        {
            (false, true, _) => $"{h.Secret}, which is not in these files",
            (false, false, HeaderChangeKind.Append) => $"{h.Secret} (appended)",
            _ => h.Secret.ToString(),
        });
        return Decision.Forwarding is null ? "" : string.Join(", ", words.Distinct()) is { Length: > 0 } names ? names : "no secret";
    }

    /// <summary>The models that are asked for, by their names as they are sent.</summary>
    public string Models => Decision.Models.Count == 0 ? "none" : string.Join(", ", Decision.Models);

    /// <summary>The body that is sent in place of the client's; empty for the client's.</summary>
    public ReadOnlySpan<byte> Body => (Decision.Forwarding?.Body ?? default).Span;

    /// <summary>What a list of models shows.</summary>
    public string ModelList => Decision.Forwarding?.Effects.OfType<ModelListFiltering>().Any() is true ? "what the caller may ask for" : "all";

    /// <summary>The budgets that count it.</summary>
    public IReadOnlyList<BudgetRule> Budgets => [.. (Decision.Forwarding?.Effects ?? []).OfType<BudgetDemand>().Select(demand => demand.Rule)];

    /// <summary>The limits that would count it.</summary>
    public IReadOnlyList<UncountedLimit> Limits => [.. (Decision.Forwarding?.Effects ?? []).OfType<UncountedLimit>()];

    private UsageMetering? Meter => Decision.Forwarding?.Effects.OfType<UsageMetering>().FirstOrDefault();

    private IEnumerable<(HeaderChangeKind Kind, ResourceName Secret)> SecretChanges => (Decision.Forwarding?.RequestHeaders ?? []).SelectMany(h => h.Secret is { } secret ? [(h.Kind, secret)] : Array.Empty<(HeaderChangeKind, ResourceName)>());

    public string Target => Decision.Forwarding?.Target ?? "";

    /// <summary>Without the query, which may hold the token.</summary>
    public string Path => Target.Split('?')[0];

    public string Host => Decision.Forwarding is not { } forwarding ? "" : forwarding.Host ?? "the upstream's own";

    /// <summary>What bounds and repeats it.</summary>
    public string Bounds => Decision.Forwarding is not { } f ? ""
        : $"timeout {f.Timeout?.ToString() ?? "none"}, idle {f.IdleTimeout?.ToString() ?? "default"}, stream {f.MaxStreamDuration?.ToString() ?? "none"}, retries {Words(f.Retries)}";

    public bool IsMetered => Meter is not null;

    /// <summary>Whether what the answer used is metered, and how.</summary>
    public string Metering => Meter switch
    {
        null => "not metered",
        { IsAskedFor: true } => "metered, the stream asked for its usage",
        _ => "metered",
    };

    public string Answer => Decision.Response is not { } response ? ""
        : $"{response.StatusCode} {response.Body} {string.Join(' ', response.Headers.Where(h => h.Name != "www-authenticate").Select(h => $"{h.Name}: {h.Value}"))}";

    /// <summary>The request's headers as they are sent, by name.</summary>
    public ILookup<string, HeaderLine> RequestHeaders => Lines(_request.Headers, Decision.Forwarding?.RequestHeaders ?? []);

    /// <summary>The headers of an upstream's answer, by name, as the client gets them.</summary>
    public ILookup<string, HeaderLine> ResponseHeaders(IReadOnlyList<HeaderField> upstream) => Lines(upstream, Decision.Forwarding?.ResponseHeaders(new UpstreamAnswer(200, upstream)) ?? []);

    /// <summary>The line that asked for a header's change.</summary>
    public SourcePosition? OriginOf(string header) =>
        Decision.Forwarding?.RequestHeaders.LastOrDefault(h => h.Name.Equals(header, StringComparison.OrdinalIgnoreCase))?.Origin ?? Decision.Position;

    public SourcePosition? OriginOfSecret => Decision.Forwarding?.RequestHeaders.LastOrDefault(h => h.Secret is not null)?.Origin ?? Decision.Position;

    /// <summary>The first secret that is sent with another value than the other effect's secret of this name.</summary>
    public ResourceName? SecretOfAnotherValue(Effect other) => SecretChanges.Select(h => (ResourceName?)h.Secret).FirstOrDefault(name =>
        _version.Secrets.TryGetValue(name!.Value, out var own) && other._version.Secrets.TryGetValue(name.Value, out var others)
        && own.Headers.Any(h => others.Headers.TryGetValue(h.Key, out var value) && value.Reveal() != h.Value.Reveal()));

    private static string Words(RetryPolicy? retries) => retries is null ? "none"
        : $"{retries.Limit} on {retries.Conditions} (per try {retries.PerTryTimeout?.ToString() ?? "none"}, waits {retries.BaseInterval} to {retries.MaxInterval})";

    private ILookup<string, HeaderLine> Lines(IReadOnlyList<HeaderField> headers, IReadOnlyList<HeaderChange> changes) =>
        HeaderLine.Apply(headers, changes, _version.Secrets).ToLookup(h => h.Name, StringComparer.OrdinalIgnoreCase);
}
