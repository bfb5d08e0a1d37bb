using System.Text;
using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Jwt;
using LlmPolicy.Explaining;
using LlmPolicy.RateLimits;

namespace LlmPolicy;

/// <summary>One immutable generation of a policy, made by <see cref="PolicyCompiler"/>. Safe for any number of threads.</summary>
public sealed class CompiledPolicy
{
    private readonly PolicyEvaluator _evaluator;
    private readonly PolicyCompilerOptions _options;
    private int? _mostLimits;
    private bool? _asksRateLimits;

    internal CompiledPolicy(PolicyEvaluator evaluator, PolicyCompilerOptions options) => (_evaluator, _options) = (evaluator, options);

    /// <summary>The generation's name: a hash of the manifests and options that it was made of.</summary>
    public required string Generation { get; init; }

    /// <summary>The routes in words, in the order in which they are tried.</summary>
    public required IReadOnlyList<PolicySummary> Routes { get; init; }

    /// <summary>The Upstreams that routes and <c>jwks.remote</c> refer to and that have an address.</summary>
    public required IReadOnlyList<UpstreamAddress> Upstreams { get; init; }

    /// <summary>The names of the providers that some host or route asks (<c>jwt.providers</c>), each once, in ordinal order.</summary>
    public IReadOnlyList<string> Providers => field ??= [.. AskedProviders.Select(provider => provider.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The key sets that have to be fetched (<c>jwks.remote</c>).</summary>
    public required IReadOnlyList<RemoteJwks> RemoteKeys { get; init; }

    /// <summary>The budgets (<c>TokenBudget</c>) that some route asks, each once, in ordinal order.</summary>
    public IReadOnlyList<BudgetSummary> Budgets => field ??= [.. Listeners.Hosts
        .SelectMany(host => host.Routes).SelectMany(route => route.Budgets).Distinct().OrderBy(rule => rule.Name, StringComparer.Ordinal).Select(rule => new BudgetSummary(rule))];

    /// <summary>What counts requests: the rules of RateLimitConfigs and the Settings.</summary>
    public required RateLimitRules RateLimits { get; init; }

    /// <summary>Whether some route asks a rate limit service about its requests.</summary>
    public bool AsksRateLimits => _asksRateLimits ??= Listeners.Hosts.SelectMany(host => host.Routes).SelectMany(route => route.Steps.Rules).Any(rule => rule.Step is RateLimitStep);

    /// <summary>The models that it names without a wildcard: those that its rules allow, those that they put in their place, and those that its budgets count or price.</summary>
    public IReadOnlySet<string> Models => field ??= NamedModels.Of(Listeners);

    /// <summary>What it looks at of requests and their callers.</summary>
    public PolicyReads Reads => field ??= new PolicyReads(Listeners.Hosts.SelectMany(host => host.Routes));

    /// <summary>The most rules of one route: no more limits ask than that, on the way to it and on it.</summary>
    internal int MostLimits => _mostLimits ??= 2 * Listeners.Hosts.SelectMany(host => host.Routes).Select(route => route.Steps.Rules.Count).DefaultIfEmpty().Max();

    internal Listeners Listeners => _evaluator.Listeners;

    private TokenPlaces TokenPlaces => field ??= new(AskedProviders, Listeners.Hosts.SelectMany(host => host.Routes).SelectMany(RouteReads.Credentials));

    private IEnumerable<ProviderPolicy> AskedProviders => Listeners.Hosts
        .SelectMany(host => Enumerable.Range(0, JwtStages.Count).SelectMany(host.Requirements)).SelectMany(requirement => requirement.Providers);

    /// <summary>
    /// Decides a request. Pure: no I/O, no clock, no randomness, no side effect; the same arguments give the same decision, and no input throws.
    /// </summary>
    /// <param name="request">The request as it came.</param>
    /// <param name="facts">What is known beside it. What is remembered in it (<see cref="PolicyFacts.Tokens"/>) changes nothing but time.</param>
    /// <param name="now">The time that <c>exp</c> and <c>nbf</c> are held against.</param>
    public PolicyDecision Evaluate(PolicyRequest request, PolicyFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(facts);
        return _evaluator.Evaluate(request, facts, now, null);
    }

    /// <summary>
    /// A request with the tokens and API keys of another one: wherever this policy looks for them, it has what the other has there, and nothing of its own. So an app's own
    /// requests are decided on as its caller's. What is the other's goes no further than the decision, whatever the route asks of tokens, unless a provider that accepted it keeps it
    /// (<c>keepToken</c>).
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="caller">The request that brought the tokens, as it came.</param>
    public PolicyRequest WithCredentialsOf(PolicyRequest request, PolicyRequest caller)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(caller);
        return TokenPlaces.Replace(request, caller);
    }

    /// <summary>
    /// What budgets there are for the caller of a request: those of all routes of the virtual host that it leads to, where its token is accepted. Tokens are verified as for
    /// requests; paths and RBAC are not asked. Pure, as <see cref="Evaluate"/> is.
    /// </summary>
    /// <param name="request">The request as it came.</param>
    /// <param name="facts">What is known beside it.</param>
    /// <param name="now">The time that <c>exp</c> and <c>nbf</c> are held against.</param>
    /// <returns><see cref="CallerBudgets"/>; a refusal where no route accepts a token; or a need for keys.</returns>
    public PolicyDecision BudgetsOf(PolicyRequest request, PolicyFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(facts);
        return new BudgetQuestion(Listeners).Ask(request, facts, now);
    }

    /// <summary>Decides a request as <see cref="Evaluate"/> does, by the same code, and tells how. Slower, and for people: not for every request.</summary>
    /// <param name="request">The request as it came.</param>
    /// <param name="facts">What is known beside it. Remembered tokens are not used: the explanation shows how the token is verified.</param>
    /// <param name="now">The time that <c>exp</c> and <c>nbf</c> are held against.</param>
    /// <param name="claims">What is shown of the caller's claims. Default: their types alone.</param>
    public PolicyExplanation Explain(PolicyRequest request, PolicyFacts facts, DateTimeOffset now, ClaimDetail claims = ClaimDetail.Types)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(facts);
        var findings = new Findings(claims);
        var decision = _evaluator.Evaluate(request, facts, now, findings);
        return new PolicyExplanation(decision, findings.Steps);
    }

    /// <summary>Explains a refusal of the past by its record alone, and says if another generation made it.</summary>
    /// <param name="record">The record, from a log.</param>
    public IReadOnlyList<ExplanationStep> ExplainRecord(DecisionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return RecordSteps.Of(record, Generation);
    }

    /// <summary>
    /// Reads what a key server sends, for <see cref="RemoteKeySets"/>: a JWKS (RFC 7517, 5), or an object of key ids and X.509 certificates. Keys of
    /// a JWKS that can't be read, or that a strictness rule leaves out, are left out.
    /// </summary>
    /// <param name="document">The document, as it came.</param>
    /// <param name="problem">Why there are no keys, in words that hold nothing of the document; null where there are.</param>
    /// <returns>The keys; null if it is no key set, no key remains, or one needs a package that is not there.</returns>
    public KeySet? ReadKeys(ReadOnlySpan<byte> document, out string? problem) => KeySet.Read(document, _options.Ed25519, _options.LaxRules, out problem);

    /// <summary>Reads a key set that is at hand as a text, as <see cref="ReadKeys(ReadOnlySpan{byte}, out string?)"/> does.</summary>
    /// <param name="json">The document.</param>
    public KeySet? ReadKeys(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return ReadKeys(Encoding.UTF8.GetBytes(json), out _);
    }
}
