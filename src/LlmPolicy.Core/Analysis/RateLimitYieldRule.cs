using LlmPolicy.RateLimits;

namespace LlmPolicy.Analysis;

/// <summary>An action that may yield nothing: then its list gives no descriptor, and nothing counts the request. And a default that all share who have nothing else.</summary>
internal sealed class RateLimitYieldRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        var uses = from use in context.RateLimits
                   from list in use.Step.Lists
                   from action in list.Actions
                   group (Use: use, List: list, Action: action) by action.Position;
        foreach (var action in uses)
        {
            var (_, list, first) = action.First();
            List<RateLimitUse> routes = [.. action.Select(one => one.Use)];
            switch (first)
            {
                case HeaderAction header when list.Uncertain.Contains(first) && routes.Exists(use => !use.HasOfExtAuth(header.Header)):
                    Header(header, routes, context);
                    break;
                case ClaimAction { Claim: null } other:
                    context.Warn(
                        DiagnosticCodes.RateLimitUncertain, action.Key, $"Nothing sets this metadata: {(other.Fallback is { } value ? $"all requests share the counter of '{value}'" : "its list gives no descriptor, and nothing counts by it")}.",
                        "Name a claim: key: envoy.filters.http.jwt_authn, path: [{key: principal}, {key: sub}], source: DYNAMIC.");
                    break;
                case ClaimAction claim:
                    Claim(claim, routes, context);
                    break;
                case AddressAction:
                    context.Warn(
                        DiagnosticCodes.RateLimitAddress, action.Key,
                        "The address is the last one of the caller's own X-Forwarded-For: who writes another one there has another counter.",
                        "Have a proxy in front put the client's address there as the last one, or count by a claim.");
                    break;
            }
        }
    }

    private static void Header(HeaderAction header, List<RateLimitUse> routes, AnalysisContext context)
    {
        bool isClaim = routes.Exists(use => !use.IsEarly && use.Route.Guards.Stages.SelectMany(stage => stage.Providers).SelectMany(p => p.Provider.ClaimsToHeaders)
            .Any(claim => claim.Header.Value.Equals(header.Header, StringComparison.OrdinalIgnoreCase)));
        context.Warn(
            DiagnosticCodes.RateLimitUncertain, header.Position,
            isClaim ? $"Of a caller without the claim of the header {header.Header} the list gives no descriptor: nothing counts his requests by it."
                : $"Of a request without the header {header.Header} the list gives no descriptor: nothing counts it; and who writes another value has another counter.",
            isClaim ? "Count by the claim itself: metadata, with a defaultValue." : "Count by a claim: metadata, with a defaultValue; or add a list that every request has, as genericKey.");
    }

    private static void Claim(ClaimAction claim, List<RateLimitUse> routes, AnalysisContext context)
    {
        List<RateLimitUse> without = [.. routes.Where(use => use.MayHaveNoToken)];
        string where = without.Count > 0 ? $"; and there need be no token at all: {Named.Routes([.. without.Select(use => use.Info)])}" : "";
        if (claim.Fallback is not { } fallback)
        {
            context.Warn(
                DiagnosticCodes.RateLimitUncertain, claim.Position,
                $"Of a caller whose claim {claim.Claim!.Path} is not a text that holds something (a number, a boolean, a list, none) the list gives no descriptor: nothing counts his requests by it{where}.",
                "Add a defaultValue, which all of them share; better, have the issuer write the claim as a text.");
        }
        else if (without.Count > 0)
        {
            context.Warn(
                DiagnosticCodes.RateLimitShared, claim.Position,
                $"All without the claim {claim.Claim!.Path} share the counter of '{fallback}', so that one of them can use it up for the rest{where}.",
                "Ask for a token: validationPolicy: REQUIRE_VALID, no jwt.disable, and ratelimit in the place of ratelimitEarly; or keep it, and let that counter's rule be meant for strangers.");
        }
    }
}
