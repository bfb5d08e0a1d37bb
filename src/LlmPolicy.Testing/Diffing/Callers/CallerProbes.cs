using System.Text.Json.Nodes;
using LlmPolicy.Evaluation;
using LlmPolicy.Models;
using LlmPolicy.Rbac;
using LlmPolicy.Testing.Keys;

namespace LlmPolicy.Testing.Diffing.Callers;

/// <summary>Callers around what both versions ask for: without a token, with a bad one, and for each provider, around each of its conditions.</summary>
internal sealed class CallerProbes
{
    /// <summary>Of a route's own principals and then of others', how many are tried with every request.</summary>
    private const int MaxUsualPrincipals = 24;
    private const int MaxPrincipals = 200;

    private readonly HostConditions _host;
    private readonly IReadOnlyList<TokenIssuer> _issuers;
    private readonly DateTimeOffset _now;
    private readonly ClaimSets _claims;
    private readonly List<RbacPrincipal> _principals;
    private readonly Dictionary<(TokenIssuer, string), string> _tokens = [];

    /// <summary>Most routes are the same in both versions, and so are their callers.</summary>
    private readonly Dictionary<(TokenIssuer, TokenPlace, string Claims, string Along), CallerProbe> _callers = [];
    private readonly Dictionary<TokenPlace, CallerProbe> _strangers = [];
    private readonly ApiKeyProbes _apiKeys;

    public CallerProbes(HostConditions host, IReadOnlyList<TokenIssuer> issuers, DateTimeOffset now)
    {
        (_host, _issuers, _now, _claims, _apiKeys) = (host, issuers, now, new ClaimSets(host), new ApiKeyProbes(host.ChangedApiKeys));
        _principals = [.. Distinct(host.Routes.SelectMany(Principals))];
    }

    /// <summary>Nobody, somebody whom each principal lets through, and nobody in particular.</summary>
    public IReadOnlyList<CallerProbe> Usual(RoutePolicy route) =>
    [
        CallerProbe.Nobody,
        .. _issuers.Select(i => i.Place).Append(TokenPlace.Default).Take(1).Select(Stranger),
        .. _issuers.SelectMany(issuer => Usual(route, issuer).Select(claims => Make(route, issuer, issuer.Place, claims))),
        .. _apiKeys.Usual(route).SelectMany(caller => AloneAndWithTokens(route, caller)),
    ];

    /// <summary>Those, one of each provider at each place for tokens, and each with one thing changed.</summary>
    public IReadOnlyList<CallerProbe> Around(RoutePolicy route)
    {
        List<TokenPlace> places = [.. _issuers.SelectMany(i => i.Places).Append(TokenPlace.Default).Distinct()];
        return
        [
            .. Usual(route),
            .. places.Select(Stranger),
            .. _issuers.SelectMany(issuer => places.Select(place => Make(route, issuer, place, Best(route, issuer)))),
            .. _issuers.Select(issuer => Alone(issuer, Best(route, issuer).ToJsonString())),
            .. _issuers.SelectMany(issuer => Around(route, issuer)),
            .. _apiKeys.Around(route).SelectMany(caller => AloneAndWithTokens(route, caller)),
        ];
    }

    /// <summary>Nobody, and for each provider somebody whom the route lets through: for each principal of its rules on models, and with models in each claim that they are taken from.</summary>
    public IReadOnlyList<CallerProbe> AskingForModels(RoutePolicy route) =>
    [
        CallerProbe.Nobody,
        .. _issuers.SelectMany(issuer => Distinct(AskingForModels(route, Best(route, issuer))).Select(claims => Make(route, issuer, issuer.Place, claims))),
        .. _apiKeys.Usual(route),
    ];

    private static IEnumerable<RbacPrincipal> Principals(RoutePolicy route) => HostConditions.Principals(route);

    private static IEnumerable<RbacPrincipal> Distinct(IEnumerable<RbacPrincipal> principals) =>
        principals.DistinctBy(p => $"{p.Provider} {string.Join('&', p.Claims.Select(c => $"{string.Join('\0', c.Path.Names)} {c.Matcher}"))}");

    private static bool Issues(TokenIssuer issuer, RbacPrincipal principal) => principal.Provider.Length == 0 || principal.Provider == issuer.Provider;

    private static IEnumerable<JsonObject> Distinct(IEnumerable<JsonObject> claims) => claims.DistinctBy(c => c.ToJsonString());

    private IEnumerable<JsonObject> Usual(RoutePolicy route, TokenIssuer issuer)
    {
        List<JsonObject> good = [.. Distinct(Principals(route).Concat(_principals).Where(p => Issues(issuer, p)).Take(MaxUsualPrincipals).Select(_claims.Good).Append(_claims.Plain()))];
        return Distinct(good.Concat(good.Take(4).SelectMany(_claims.ForRoutes)));
    }

    private IEnumerable<CallerProbe> Around(RoutePolicy route, TokenIssuer issuer)
    {
        List<RbacPrincipal> principals = [.. Distinct(Principals(route)).Where(p => Issues(issuer, p)).Take(MaxPrincipals)];
        foreach (var claims in Distinct(principals.Select(_claims.Good).Concat(principals.SelectMany(_claims.Around))))
        {
            yield return Make(route, issuer, issuer.Place, claims);
        }

        foreach (var claims in Distinct(new[] { Best(route, issuer), _claims.Plain() }.SelectMany(c => Registered(c, issuer))))
        {
            yield return Make(route, issuer, issuer.Place, claims);
        }
    }

    /// <summary>Claims that the route lets through, if any are known.</summary>
    private JsonObject Best(RoutePolicy route, TokenIssuer issuer) =>
        Principals(route).FirstOrDefault(p => Issues(issuer, p)) is { } principal ? _claims.Good(principal) : _claims.Plain();

    private IEnumerable<JsonObject> AskingForModels(RoutePolicy route, JsonObject best)
    {
        List<ModelRule> rules = [.. _host.Routes.Where(r => r == route || r.Info.Name == route.Info.Name).SelectMany(ModelConditions.Rules)];
        yield return best;
        foreach (var claims in _claims.ForBudgets(best))
        {
            yield return claims;
        }

        foreach (var claims in Distinct(rules.SelectMany(r => r.Principals)).Take(MaxUsualPrincipals).SelectMany(p => _claims.Around(p).Prepend(_claims.Good(p))))
        {
            yield return ClaimSets.Beside(best, claims);
        }

        // Who may ask for what a claim names may have to be somebody, too.
        foreach (var (rule, path) in rules.Where(r => r.Claim is not null).Select(r => (r, r.Claim!.Path.Names)))
        {
            foreach (var caller in rule.Principals.Take(MaxUsualPrincipals).Select(p => ClaimSets.Beside(best, _claims.Good(p))).Append(best))
            {
                foreach (var claims in _claims.Naming(path))
                {
                    yield return ClaimSets.Beside(caller, claims);
                }
            }
        }
    }

    private IEnumerable<JsonObject> Registered(JsonObject claims, TokenIssuer issuer)
    {
        long seconds = _now.ToUnixTimeSeconds();
        foreach (uint skew in _issuers.Where(i => i.Provider == issuer.Provider).Select(i => i.ClockSkewSeconds).Distinct())
        {
            yield return With(claims, "exp", seconds - skew);
            yield return With(claims, "exp", seconds - skew - 1);
            yield return With(claims, "nbf", seconds + skew);
            yield return With(claims, "nbf", seconds + skew + 1);
        }

        foreach (var (name, values) in new (string, IEnumerable<string?>)[] { ("iss", _issuers.Select(i => i.Issuer)), ("aud", _issuers.SelectMany(i => i.Audiences)) })
        {
            foreach (string? value in values.Append(Texts.TextExamples.Other).Append(null).Distinct())
            {
                yield return With(claims, name, value);
            }
        }
    }

    private static JsonObject With(JsonObject claims, string name, JsonNode? value)
    {
        var changed = (JsonObject)claims.DeepClone();
        changed[name] = value;
        return changed;
    }

    private CallerProbe Stranger(TokenPlace place) =>
        _strangers.TryGetValue(place, out var known) ? known : _strangers[place] = new CallerProbe("what is no token", request => place.Send(request, "x.y.z"));

    private CallerProbe Make(RoutePolicy route, TokenIssuer issuer, TokenPlace place, JsonObject claims)
    {
        string text = claims.ToJsonString();
        List<(TokenIssuer Issuer, string Claims)> others = [.. OtherStages(route, issuer, place).Select(other => (other, Best(route, other).ToJsonString()))];
        var apiKeys = _apiKeys.All(route, place.Header);
        string along = string.Concat(others.Select(other => $", and one of {other.Issuer.Provider} with {other.Claims}")) + (apiKeys is null ? "" : $", and {apiKeys.Words}");
        if (_callers.TryGetValue((issuer, place, text, along), out var known))
        {
            return known;
        }

        string token = Mint(issuer, text);
        string where = place == TokenPlace.Default ? "" : $", sent in {place.Header ?? $"?{place.QueryParameter}"}";
        return _callers[(issuer, place, text, along)] = new CallerProbe($"a token of {issuer.Provider} with {text}{where}{along}", request =>
            others.Aggregate(place.Send(apiKeys?.Send(request) ?? request, token), (sent, other) => other.Issuer.Send(sent, Mint(other.Issuer, other.Claims))));
    }

    /// <summary>Who shows API keys, with nothing else, and with a good token of each stage of the route.</summary>
    private IEnumerable<CallerProbe> AloneAndWithTokens(RoutePolicy route, CallerProbe caller)
    {
        yield return caller;
        List<(TokenIssuer Issuer, string Claims)> tokens = [.. route.Jwt.InOrder.Select(stage => _issuers.FirstOrDefault(i => stage.Providers.Any(p => p.Name == i.Provider))).OfType<TokenIssuer>()
            .DistinctBy(issuer => issuer.Place).Select(issuer => (issuer, Best(route, issuer).ToJsonString()))];
        if (tokens.Count > 0)
        {
            string words = $"{caller.Words}{string.Concat(tokens.Select(token => $", and a token of {token.Issuer.Provider} with {token.Claims}"))}";
            yield return _apiKeys.Once(caller, words, request => tokens.Aggregate(caller.Send(request), (sent, token) => token.Issuer.Send(sent, Mint(token.Issuer, token.Claims))));
        }
    }

    /// <summary>A token without anything along.</summary>
    private CallerProbe Alone(TokenIssuer issuer, string claims) => _callers.TryGetValue((issuer, issuer.Place, claims, ""), out var known) ? known
        : _callers[(issuer, issuer.Place, claims, "")] = new CallerProbe($"a token of {issuer.Provider} with {claims}", request => issuer.Send(request, Mint(issuer, claims)));

    /// <summary>Where a route asks for tokens in two stages, a good one of the other stage goes along.</summary>
    private IEnumerable<TokenIssuer> OtherStages(RoutePolicy route, TokenIssuer issuer, TokenPlace place) => route.Jwt.InOrder.Count() < 2 ? []
        : route.Jwt.InOrder.Where(stage => stage.Providers.All(p => p.Name != issuer.Provider))
            .Select(stage => _issuers.FirstOrDefault(i => stage.Providers.Any(p => p.Name == i.Provider)))
            .OfType<TokenIssuer>().Where(other => other.Place != place);

    private string Mint(TokenIssuer issuer, string claims) =>
        _tokens.TryGetValue((issuer, claims), out string? token) ? token : _tokens[(issuer, claims)] = issuer.Mint(claims);
}
