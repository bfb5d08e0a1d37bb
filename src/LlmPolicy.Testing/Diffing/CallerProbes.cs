using System.Text.Json.Nodes;
using LlmPolicy.Testing.Keys;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>Callers around what both versions ask for: without a token, with a bad one, and for each provider, around each of its conditions.</summary>
internal static class CallerProbes
{
    public static IReadOnlyList<CallerProbe> Of(TestPolicies before, TestPolicies after, DateTimeOffset now)
    {
        List<TokenIssuer> issuers = [];
        foreach (var issuer in before.WithThrowAwayKeys.Issuers.Concat(after.WithThrowAwayKeys.Issuers))
        {
            if (!issuers.Exists(known => known.IssuesTheSameAs(issuer) && known.Provider == issuer.Provider && known.Places.SequenceEqual(issuer.Places)))
            {
                issuers.Add(issuer);
            }
        }

        IReadOnlyList<JsonObject> claims = ClaimProbes.Of([before.WithThrowAwayKeys.Policy!, after.WithThrowAwayKeys.Policy!]);
        return
        [
            new CallerProbe("no token", request => request),
            .. issuers.SelectMany(i => i.Places).Append(TokenPlace.Default).Distinct().Select(place => new CallerProbe("what is no token", request => place.Send(request, "x.y.z"))),
            .. issuers.SelectMany(issuer => Of(issuer, issuers, claims, now)),
        ];
    }

    private static IEnumerable<CallerProbe> Of(TokenIssuer issuer, IReadOnlyList<TokenIssuer> all, IReadOnlyList<JsonObject> claims, DateTimeOffset now)
    {
        // The simple ones first: they show a difference best.
        var variants = claims.Concat(claims.SelectMany(c => Around(c, issuer, all, now))).DistinctBy(c => c.ToJsonString()).ToList();
        foreach (var variant in variants)
        {
            string token = issuer.Mint(variant.ToJsonString());
            foreach (var place in claims.Contains(variant) ? issuer.Places : issuer.Places.Take(1))
            {
                string where = place == TokenPlace.Default ? "" : $", sent in {place.Header ?? $"?{place.QueryParameter}"}";
                yield return new CallerProbe($"a token of {issuer.Provider} with {variant.ToJsonString()}{where}", request => place.Send(request, token));
            }
        }
    }

    private static IEnumerable<JsonObject> Around(JsonObject claims, TokenIssuer issuer, IReadOnlyList<TokenIssuer> all, DateTimeOffset now)
    {
        long seconds = now.ToUnixTimeSeconds();
        foreach (uint skew in all.Where(i => i.Provider == issuer.Provider).Select(i => i.ClockSkewSeconds).Distinct())
        {
            yield return With(claims, "exp", seconds - skew);
            yield return With(claims, "exp", seconds - skew - 1);
            yield return With(claims, "nbf", seconds + skew);
            yield return With(claims, "nbf", seconds + skew + 1);
        }

        foreach (var (name, values) in new (string, IEnumerable<string?>)[] { ("iss", all.Select(i => i.Issuer)), ("aud", all.SelectMany(i => i.Audiences)) })
        {
            foreach (string? value in values.Append("other").Append(null).Distinct())
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
}
