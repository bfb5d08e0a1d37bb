using System.Text.Json.Nodes;
using LlmPolicy.Rbac;

namespace LlmPolicy.Testing.Diffing;

/// <summary>Claims around what principals ask for: as they ask, and each claim in turn missing, another, or of another type.</summary>
internal static class ClaimProbes
{
    public static IReadOnlyList<JsonObject> Of(IReadOnlyList<CompiledPolicy> policies)
    {
        var routes = policies.SelectMany(p => p.Hosts.All).SelectMany(h => h.Routes).ToList();
        var principals = routes.SelectMany(r => r.Rbac?.Rules ?? []).SelectMany(r => r.Principals).DistinctBy(p => string.Join('&', p.Claims.Select(c => $"{string.Join('\0', c.Path.Names)} {c.Matcher}"))).ToList();

        // Claims that become headers go along, so that they are seen there.
        var others = routes.SelectMany(r => r.Jwt).SelectMany(j => j.Providers).SelectMany(p => p.ClaimHeaders).Select(h => h.Path.Names).DistinctBy(p => string.Join('\0', p)).ToList();
        var claims = principals.SelectMany(Around).Append([]).ToList();
        foreach (var set in claims)
        {
            foreach (var path in others)
            {
                Put(set, path, "x", Existing.Keep);
            }
        }

        return [.. claims.DistinctBy(c => c.ToJsonString())];
    }

    private static IEnumerable<JsonObject> Around(RbacPrincipal principal)
    {
        yield return Make(principal, null, null);
        foreach (var claim in principal.Claims)
        {
            yield return Make(principal, claim, null);
            yield return Make(principal, claim, ClaimExample.Another(claim.Matcher));
            yield return Make(principal, claim, ClaimExample.OfAnotherType(claim.Matcher));
        }
    }

    /// <summary>The claims that a principal asks for, one of them changed or, by null, left out.</summary>
    private static JsonObject Make(RbacPrincipal principal, ClaimCondition? changed, JsonNode? value)
    {
        JsonObject claims = [];
        foreach (var claim in principal.Claims)
        {
            if ((claim == changed ? value : ClaimExample.Of(claim.Matcher)) is { } put)
            {
                Put(claims, claim.Path.Names, put, Existing.Replace);
            }
        }

        return claims;
    }

    private static void Put(JsonObject claims, IReadOnlyList<string> path, JsonNode value, Existing existing)
    {
        foreach (string name in path.SkipLast(1))
        {
            if (claims[name] is not JsonObject inner)
            {
                claims[name] = inner = [];
            }

            claims = inner;
        }

        if (existing == Existing.Replace || !claims.ContainsKey(path[^1]))
        {
            claims[path[^1]] = value;
        }
    }

    private enum Existing
    {
        Replace,
        Keep,
    }
}
