using System.Text.Json.Nodes;
using LlmPolicy.Rbac;

namespace LlmPolicy.Testing.Diffing.Callers;

/// <summary>Claims around what principals ask for: as they ask, and each claim in turn missing, another, or of another type.</summary>
internal sealed class ClaimSets(HostConditions host)
{
    /// <summary>Nothing that a principal asks for. Claims that become headers, or that budgets count by, go along, so that they are seen there.</summary>
    public JsonObject Plain() => WithWhatIsRead([]);

    /// <summary>What a principal asks for.</summary>
    public JsonObject Good(RbacPrincipal principal) => Make(principal, null, null);

    public IEnumerable<JsonObject> Around(RbacPrincipal principal)
    {
        foreach (var claim in principal.Claims)
        {
            yield return Make(principal, claim, null);
            yield return Make(principal, claim, ClaimExample.Another(claim.Matcher));
            yield return Make(principal, claim, ClaimExample.OfAnotherType(claim.Matcher));
            foreach (string text in host.ClaimTexts(claim.Path.Names))
            {
                yield return Make(principal, claim, ClaimExample.With(claim.Matcher, text));
            }
        }
    }

    /// <summary>The same claims with each value that a route asks of the headers made of them.</summary>
    public IEnumerable<JsonObject> ForRoutes(JsonObject claims)
    {
        foreach (var (names, header) in host.ClaimHeaders)
        {
            foreach (string text in host.HeaderTexts(header))
            {
                var changed = (JsonObject)claims.DeepClone();
                Put(changed, names, text, Existing.Replace);
                yield return changed;
            }
        }
    }

    /// <summary>The same claims in each form that budgets count by: a value, or a list of some.</summary>
    public IEnumerable<JsonObject> ForBudgets(JsonObject claims)
    {
        foreach (var (index, key) in host.BudgetKeys.Index())
        {
            var changed = (JsonObject)claims.DeepClone();
            Put(changed, key.Names, Counted(key.Each, index), Existing.Replace);
            yield return changed;
        }
    }

    /// <summary>A claim that names a model: in one string or a list, alone or with others.</summary>
    public IEnumerable<JsonObject> Naming(IReadOnlyList<string> path)
    {
        foreach (var value in new JsonNode[] { ModelConditions.Claimed, new JsonArray(ModelConditions.Another, ModelConditions.Claimed), ModelConditions.Spaced, $"{ModelConditions.Another},{ModelConditions.Claimed}" })
        {
            JsonObject claims = [];
            Put(claims, path, value, Existing.Replace);
            yield return WithWhatIsRead(claims);
        }
    }

    /// <summary>Claims, and of others what they don't have.</summary>
    public static JsonObject Beside(JsonObject others, JsonObject claims)
    {
        var both = (JsonObject)claims.DeepClone();
        foreach (var (name, value) in others)
        {
            both.TryAdd(name, value?.DeepClone());
        }

        return both;
    }

    /// <summary>The claims that a principal asks for, one of them changed or, by null, left out.</summary>
    private JsonObject Make(RbacPrincipal principal, ClaimCondition? changed, JsonNode? value)
    {
        JsonObject claims = [];
        foreach (var claim in principal.Claims)
        {
            if ((claim == changed ? value : ClaimExample.Of(claim.Matcher)) is { } put)
            {
                Put(claims, claim.Path.Names, put, Existing.Replace);
            }
        }

        return WithWhatIsRead(claims);
    }

    private JsonObject WithWhatIsRead(JsonObject claims)
    {
        // Each with a value of its own: another claim in its place is seen.
        foreach (var (index, (names, _)) in host.ClaimHeaders.Index())
        {
            Put(claims, names, $"x{index}", Existing.Keep);
        }

        foreach (var (index, key) in host.BudgetKeys.Index())
        {
            Put(claims, key.Names, Counted(key.Each, index), Existing.Keep);
        }

        return claims;
    }

    private static JsonNode Counted(bool each, int index) => each ? new JsonArray($"k{index}") : JsonValue.Create($"k{index}");

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
