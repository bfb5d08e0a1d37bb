using System.Text.Json;
using LlmPolicy.Evaluation;
using LlmPolicy.Json;
using LlmPolicy.Jwt;
using LlmPolicy.Jwt.Tokens;
using LlmPolicy.Rbac;
using LlmPolicy.Routing;

namespace LlmPolicy.Explaining;

/// <content>Tokens and RBAC: who may pass.</content>
internal sealed partial class DecisionTrace
{
    private int _providerAt;

    public void Jwt(RoutePolicy route)
    {
        if (route.Jwt == JwtStages.None)
        {
            Add(ExplanationSubject.Jwt, ExplanationResult.Noted, "no token is asked for", route.Info.Position);
        }
    }

    public void Requirement(JwtRequirement requirement)
    {
        string providers = string.Join(" or ", requirement.Providers.Select(p => p.Name));
        string tolerance = requirement.Tolerance switch
        {
            JwtTolerance.Missing => "; none at all will do",
            JwtTolerance.MissingOrFailed => "; none, or a bad one, will do",
            _ => "",
        };
        Add(ExplanationSubject.Jwt, ExplanationResult.Noted, $"a token of {providers} is asked for{tolerance}", requirement.Position);
    }

    public void Provider(ProviderPolicy provider) => _providerAt = _steps.Count;

    public void Tokens(ProviderPolicy provider, IReadOnlyList<FoundToken> tokens)
    {
        foreach (var location in provider.Locations)
        {
            int count = tokens.Count(t => t.Location == location);
            Add(
                ExplanationSubject.Token, count > 0 ? ExplanationResult.Fits : tokens.Count == 0 ? ExplanationResult.DoesNotFit : ExplanationResult.Noted,
                $"{location}: {count switch { 0 => "no token", 1 => "a token", _ => $"{count} tokens, all of which have to be good" }}", location.Origin, 2);
        }
    }

    public void Token(ProviderPolicy provider, ITokenLocation location, JwtToken? token, JwtStatus status)
    {
        bool good = status == JwtStatus.Ok;
        string form = token is not { } read ? "" : $" ({read.Algorithm.Name}, {(read.KeyId.Length == 0 ? "no kid" : $"kid {read.KeyId}")}{ClaimWords(read)})";
        Add(
            ExplanationSubject.Token, good ? ExplanationResult.Fits : ExplanationResult.DoesNotFit,
            $"the token{form}: {(good ? "verified" : $"{status.Body} ({status.Reason})")}{Wanted(provider, status)}", location.Origin, 2);
    }

    /// <summary>A provider's verdict; it stands before what led to it.</summary>
    public void Verdict(ProviderPolicy provider, ProviderVerdict verdict)
    {
        bool good = verdict.Status == JwtStatus.Ok;
        _steps.Insert(_providerAt, new ExplanationStep(
            ExplanationSubject.Provider, good ? ExplanationResult.Fits : ExplanationResult.DoesNotFit,
            $"provider {provider.Name}: {(good ? "accepts" : $"{verdict.Status.Body} ({verdict.Status.Reason})")}", provider.Position, 1));
    }

    public void Tolerated(JwtRequirement requirement, JwtStatus status) => Add(
        ExplanationSubject.Jwt, ExplanationResult.Noted, $"let pass all the same by validationPolicy ({status.Reason})", requirement.Position);

    public void Rbac(Exchange exchange, RoutePolicy route)
    {
        if (route.Rbac is not { } policies)
        {
            Add(ExplanationSubject.Rbac, ExplanationResult.Noted, "no rbac: whoever came so far may", route.Info.Position);
            return;
        }

        bool allowed = policies.Rules.Any(rule => rule.Allows(exchange));
        Add(
            ExplanationSubject.Rbac, allowed ? ExplanationResult.Fits : ExplanationResult.DoesNotFit,
            allowed ? "rbac: a policy allows" : "rbac: no policy allows", policies.Position);
        foreach (var rule in policies.Rules)
        {
            Policy(exchange, rule);
            if (rule.Allows(exchange))
            {
                return;
            }
        }
    }

    private void Policy(Exchange exchange, RbacRule rule)
    {
        Add(ExplanationSubject.Policy, Result(rule.Allows(exchange)), $"policy {rule.Name}", rule.Position, 1);
        if (!rule.Permission.Allows(exchange))
        {
            Add(ExplanationSubject.Permission, ExplanationResult.DoesNotFit, $"permissions: {rule.Permission} does not fit the request", rule.Position, 2);
        }

        foreach (var (index, principal) in rule.Principals.Index())
        {
            Principal(exchange, principal, index);
            if (principal.Matches(exchange.Callers))
            {
                return;
            }
        }
    }

    private void Principal(Exchange exchange, RbacPrincipal principal, int index)
    {
        string provider = principal.Provider.Length == 0 ? "" : $" of provider {principal.Provider}";
        bool counts = exchange.Callers.Any(principal.Counts);
        Add(
            ExplanationSubject.Principal, Result(principal.Matches(exchange.Callers)),
            $"principals[{index}]: {(counts ? $"the caller{provider}" : $"no caller{provider} was verified")}", principal.Position, 2);
        foreach (var claim in principal.Claims)
        {
            var caller = principal.Caller(claim, exchange.Callers);
            var found = caller is null ? null : claim.Find(caller);
            Add(
                ExplanationSubject.Claim, Result(caller is not null && claim.Matches(caller)),
                $"{claim}: found {(caller is null ? "no caller" : ClaimType.Of(found))}{Shown(found)}", claim.Position, 3);
        }
    }

    private string Shown(JsonElement? claim) => detail == ClaimDetail.Values && claim is { } value ? $" {value.GetRawText()}" : "";

    private string ClaimWords(JwtToken token) => detail == ClaimDetail.Types
        ? ""
        : $", iss {token.Claims.Issuer()}, exp {token.Claims.Expires}, nbf {token.Claims.NotBefore}, aud {string.Join(' ', token.Claims.Audiences())}";

    private static string Wanted(ProviderPolicy provider, JwtStatus status) => status.Reason switch
    {
        ReasonCodes.JwtIssuer => $"; wanted {provider.Issuer}",
        ReasonCodes.JwtAudience => $"; wanted {provider.Audiences}",
        ReasonCodes.JwtExpired or ReasonCodes.JwtNotYetValid => $"; the clock may differ by {provider.ClockSkewSeconds} s",
        _ => "",
    };

    private static ExplanationResult Result(bool fits) => fits ? ExplanationResult.Fits : ExplanationResult.DoesNotFit;
}
