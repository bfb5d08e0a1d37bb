using System.Globalization;
using LlmPolicy.Budgets;
using LlmPolicy.Rbac;

namespace LlmPolicy.Testing.Diffing;

/// <summary>A budget to all that it says, so that two versions of it can be told apart.</summary>
internal static class BudgetTerms
{
    public static IReadOnlyList<BudgetTerm> Of(BudgetRule rule) =>
    [
        .. rule.Limits.Select(limit => Limit("", limit, rule.KeyWords) with { IsLimit = true }),
        .. rule.Overrides.DistinctBy(one => Whom(one, rule)).SelectMany(one => one.Limits.Select(limit => Limit($"overrides[{Whom(one, rule)}].", limit, rule.KeyWords))),
        new("overrides", rule.Overrides.Length == 0 ? "none" : string.Join("; ", rule.Overrides.Select(one => Whom(one, rule))), rule.Position),
        new("models", rule.Models.Length == 0 ? "all" : Models(rule.Models), rule.Position),
        Count(rule),
        Prices(rule),
        new("reserve", rule.ReserveOutput is { } output ? string.Create(CultureInfo.InvariantCulture, $"{output}") : "the default", rule.Position) { Room = rule.ReserveOutput is { } reserved ? [-reserved] : [] },
        new("hard", rule.IsHard ? "true" : "false", rule.Position) { Room = [rule.IsHard ? 0 : 1] },
        new("bodyLimit", rule.BodyLimit.ToString(CultureInfo.InvariantCulture), rule.Position) { Room = [rule.BodyLimit] },
        new("mode", rule.IsShadow ? "SHADOW" : "ENFORCE", rule.Position) { Room = [rule.IsShadow ? 1 : 0] },
        Missing(rule),
        new("onAbort", rule.Settling.ChargesAborted ? "CHARGE" : "SETTLE_SEEN", rule.Position) { Room = [rule.Settling.ChargesAborted ? 0 : 1] },
        new("onStoreFailure", rule.OnStoreFailure.ToString().ToUpperInvariant(), rule.Position) { Room = [(int)rule.OnStoreFailure] },
    ];

    private static BudgetTerm Limit(string prefix, CompiledLimit limit, string key) =>
        new($"{prefix}limits[{limit.Unit.ToString().ToLowerInvariant()}/{limit.PeriodName}]", $"{Number((decimal)limit.Amount / limit.Scale)}, {key}", limit.Position) { Room = [limit.Amount], Of = key };

    private static BudgetTerm Count(BudgetRule rule)
    {
        var weights = rule.Weights;
        (string Name, TokenWeight Weight)[] all =
        [
            ("input", weights.Input), ("cachedRead", weights.CachedRead), ("cachedWrite", weights.CachedWrite), ("cachedWrite1Hour", weights.CachedWrite1Hour),
            ("output", weights.Output), ("reasoning", weights.Reasoning),
        ];
        return new("count", string.Join(", ", all.Select(one => $"{one.Name} {Number(one.Weight.Thousandths / 1_000m)}")), rule.Position) { Room = [.. all.Select(one => -(decimal)one.Weight.Thousandths)] };
    }

    private static BudgetTerm Prices(BudgetRule rule)
    {
        var prices = rule.Prices.Prices;
        return new("prices", prices.Length == 0 ? "none" : string.Join("; ", prices.Select(Words)), rule.Position)
        {
            Room = [.. prices.SelectMany(Micros).Select(micros => -(decimal)micros)],
            Of = string.Join("; ", prices.Select(price => Models(price.Models))),
        };
    }

    private static BudgetTerm Missing(BudgetRule rule)
    {
        var (words, room) = rule.Settling switch
        {
            { RefusesMissing: true } => ("REFUSE", 0),
            { ChargesMissing: true } => ("CHARGE", 1),
            _ => ("ESTIMATE", 2),
        };
        return new("onMissingUsage", words, rule.Position) { Room = [room] };
    }

    private static string Whom(LimitOverride one, BudgetRule rule)
    {
        string key = string.Join(" and ", one.Key.Select(part => $"{rule.Key[part.Index].Path} = {part.Value}"));
        string principals = string.Join(" or ", one.Principals.Select(Words));
        return key.Length > 0 && principals.Length > 0 ? $"{key}, {principals}" : key + principals;
    }

    private static string Words(RbacPrincipal principal) =>
        (principal.Claims.Length == 0 ? "any token" : string.Join(" and ", principal.Claims.Select(claim => claim.ToString()))) + (principal.Provider.Length == 0 ? "" : $" of {principal.Provider}");

    private static string Words(Price price) => $"{Models(price.Models)}: {string.Join(", ", Micros(price).Select(micros => Number(micros / 1_000_000m)))}";

    private static IEnumerable<long> Micros(Price price) =>
    [
        price.Input.MicrosPerMillion, price.CachedRead.MicrosPerMillion, price.CachedWrite.MicrosPerMillion, price.CachedWrite1Hour.MicrosPerMillion, price.Output.MicrosPerMillion, price.Request,
    ];

    private static string Models(IEnumerable<Models.ModelPattern> patterns) => string.Join(", ", patterns.Select(pattern => pattern.Text));

    private static string Number(decimal value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
