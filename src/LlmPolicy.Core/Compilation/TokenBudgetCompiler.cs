using System.Globalization;
using LlmPolicy.Budgets;
using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Json;
using LlmPolicy.Manifests;
using LlmPolicy.Usage;
using LlmPolicy.Models;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary><c>TokenBudget</c> to the rule that it puts on routes.</summary>
internal sealed class TokenBudgetCompiler(CompileContext context)
{
    private const int MostLimits = 8;
    private const decimal Thousandths = 1_000;
    private const decimal Millionths = 1_000_000;

    private readonly RbacCompiler _rbac = new(context);

    public RouteRule? Compile(TokenBudget budget)
    {
        CheckKey(budget);
        CheckPrices(budget);
        if (budget.Limits.Count == 0)
        {
            Error(budget.Position, "A budget without limits limits nothing.", "Give it limits, such as {tokens: 100000, per: DAY}.");
        }

        if (budget.BodyLimit is 0 or > int.MaxValue)
        {
            Error(budget.BodyLimitPosition, "bodyLimit is no number of bytes that a body can have.", "Leave it out for 1048576, which is 1 MiB.");
        }

        var rule = new BudgetRule
        {
            Name = budget.Name.ToString(),
            Key = [.. budget.Key.Select(Key)],
            Limits = Limits(budget.Limits),
            Overrides = [.. budget.Overrides.Select(one => Override(one, budget.Key))],
            Models = Patterns(budget.Models),
            Weights = budget.Count is { } count ? Weights(count) : TokenWeights.Ones,
            Prices = new PriceList([.. budget.Prices.Select(Price)]),
            ReserveOutput = budget.ReserveOutput,
            IsHard = budget.Hard,
            IsShadow = budget.Mode == BudgetMode.Shadow,
            BodyLimit = budget.BodyLimit is { } limit and > 0 and <= int.MaxValue ? (int)limit : ModelRequest.DefaultBodyLimit,
            Settling = new BudgetSettling(budget.OnMissingUsage != OnMissingUsage.Estimate, budget.OnAbort == OnAbort.Charge, budget.OnMissingUsage == OnMissingUsage.Refuse),
            OnStoreFailure = budget.OnStoreFailure,
            Position = budget.Position,
        };
        return new RouteRule(StepPhase.Budget, new BudgetStep(rule)) { Then = rule.CountsUsage ? new UsageStep(StreamUsage.Request, budget.Position) : null };
    }

    private void CheckKey(TokenBudget budget)
    {
        if (budget.Shared == budget.Key.Count > 0)
        {
            Error(
                budget.SharedPosition,
                budget.Shared ? "A budget that all share has no key." : "A budget needs a key: the claims that tell callers apart.",
                budget.Shared ? "Take shared out, or key." : "Name the claims, such as key: [{claim: sub}]; or say shared: true, if all callers are to share it.");
        }

        foreach (var key in budget.Key.Where(key => key.Each).Skip(1))
        {
            Error(key.Position, "Two claims of a key are lists, so that one request would be counted for each pair of their values.", "Leave each: true on one of them.");
        }

        foreach (var one in budget.Overrides.Where(one => one.Limits.Count == 0))
        {
            Error(one.Position, "An override without limits limits nothing.", "Give it limits; they take the place of all of the budget's.");
        }

        foreach (var one in budget.Overrides.Where(one => one.Key.Count == 0 && one.Principals.Count == 0))
        {
            Error(one.Position, "An override without key or principals is for everybody.", "Say whom it is for, or put its limits in the place of the budget's.");
        }
    }

    private void CheckPrices(TokenBudget budget)
    {
        if (budget.Prices.Count == 0 && budget.Limits.Concat(budget.Overrides.SelectMany(one => one.Limits)).Select(limit => limit.Cost).FirstOrDefault(cost => cost is not null) is { } cost)
        {
            Error(cost.Position, "A limit of cost needs prices.", "Add prices, such as {models: ['*'], input: 2.5, output: 10}, for a million tokens each.");
        }
    }

    private LimitOverride Override(BudgetOverride one, IReadOnlyList<BudgetKeyClaim> key) => new(
        [.. one.Key.Select(pair => (IndexOf(pair.Claim, key), pair.Value.Value)).Where(pair => pair.Item1 >= 0)],
        _rbac.Compile(one.Principals, one.NestedClaimDelimiter),
        Limits(one.Limits),
        one.Position);

    private BudgetKey Key(BudgetKeyClaim key)
    {
        if (key.IsOfApiKey)
        {
            if (key.Each || key.Provider is not null || key.NestedClaimDelimiter is not null)
            {
                Error(key.Position, "An API key has one name, and no token.", "Take each, provider and nestedClaimDelimiter out.");
            }

            return new(new ClaimPath(key.ApiKeyMetadata is { } entry ? ["apiKey", entry.Value] : ["apiKey"]), "", false) { IsOfApiKey = true };
        }

        if (key.Claim is null)
        {
            Error(key.Position, "A part of a key does not say what it is.", "Give it claim, apiKey: name, or apiKeyMetadata.");
        }

        return new(_rbac.Path(key.Claim ?? new Text("", key.Position), key.NestedClaimDelimiter), key.Provider?.Value ?? "", key.Each);
    }

    private int IndexOf(Text claim, IReadOnlyList<BudgetKeyClaim> key)
    {
        for (int i = 0; i < key.Count; i++)
        {
            if (key[i].Name == claim.Value)
            {
                return i;
            }
        }

        Error(claim.Position, $"The key of an override names '{claim}', which is no claim of the budget's key.", "Name one of them, or say with principals who the override is for.");
        return -1;
    }

    private CompiledLimit[] Limits(IReadOnlyList<BudgetLimit> limits)
    {
        if (limits.Count > MostLimits)
        {
            Error(limits[MostLimits].Position, $"There are more than {MostLimits} limits.", "Leave out those that the others keep to anyway, or make two budgets.");
        }

        CompiledLimit[] compiled = [.. limits.Select(Limit).OfType<CompiledLimit>()];
        foreach (var twin in compiled.GroupBy(limit => (limit.Unit, limit.PeriodName)).SelectMany(same => same.Skip(1)))
        {
            Error(twin.Position, "Two limits count the same for the same time.", "Leave the lower of them.");
        }

        return compiled;
    }

    private CompiledLimit? Limit(BudgetLimit limit)
    {
        if (Amount(limit) is not var (unit, amount))
        {
            Error(limit.Position, "A limit does not say how much of what.", "Give it one of tokens, requests, concurrent or cost.");
            return null;
        }

        if (!decimal.IsInteger(amount.Value))
        {
            Error(amount.Position, "A token is counted in thousandths.", "Give no more than three digits behind the point.");
            return null;
        }

        if (amount.Value > BudgetAmount.Max)
        {
            Error(amount.Position, "A limit is larger than can be counted.", "Tokens go to 9007199254740, cost to 9007199254.");
            return null;
        }

        return Period(limit, unit) is var (period, name) ? new CompiledLimit(unit, (long)amount.Value, period, name, limit.Position) : null;
    }

    /// <summary>In the unit that counters have.</summary>
    private static (BudgetUnit Unit, Number Amount)? Amount(BudgetLimit limit) => limit switch
    {
        { Tokens: { } tokens } => (BudgetUnit.Tokens, tokens with { Value = tokens.Value * Thousandths }),
        { Requests: { } requests } => (BudgetUnit.Requests, new Number(requests, limit.Position)),
        { Concurrent: { } concurrent } => (BudgetUnit.Concurrent, new Number(concurrent, limit.Position)),
        { Cost: { } cost } => (BudgetUnit.Cost, cost with { Value = cost.Value * Millionths }),
        _ => null,
    };

    private (BudgetPeriod Period, string Name)? Period(BudgetLimit limit, BudgetUnit unit)
    {
        if (limit is { Timezone: { } unused, Per: null })
        {
            Error(unused.Position, "A time zone says when a calendar's unit begins, and this limit has none.", "Take timezone out, or give the limit per: DAY or another unit.");
            return null;
        }

        if (unit == BudgetUnit.Concurrent)
        {
            return (BudgetPeriod.WhileHeld, "held");
        }

        if (limit.Window is { } window)
        {
            if (window < TimeSpan.FromSeconds(1) || window > TimeSpan.FromDays(366))
            {
                Error(limit.WindowPosition, "A window is shorter than a second or longer than 366 days.", "Give one in between, such as 24h.");
                return null;
            }

            return (BudgetPeriod.Rolling(window), NameOf(window));
        }

        if (limit.Per is not { } per)
        {
            Error(limit.Position, "A limit does not say for how long an amount counts.", "Give it per: DAY, another unit, or a window such as 24h.");
            return null;
        }

        string zone = limit.Timezone?.Value ?? "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            Error(limit.Timezone!.Position, $"'{zone}' is no time zone that this machine knows.", "Give the name of the IANA database, such as Europe/Berlin.");
            return null;
        }

        return (BudgetPeriod.Calendar(per, found), $"{per.ToString().ToUpperInvariant()}/{zone}");
    }

    /// <summary>One name for each duration, however it is written: 90m, 24h.</summary>
    private static string NameOf(TimeSpan window) =>
        window.Ticks % TimeSpan.TicksPerHour == 0 ? string.Create(CultureInfo.InvariantCulture, $"{window.TotalHours}h")
        : window.Ticks % TimeSpan.TicksPerMinute == 0 ? string.Create(CultureInfo.InvariantCulture, $"{window.TotalMinutes}m")
        : string.Create(CultureInfo.InvariantCulture, $"{window.TotalSeconds}s");

    private TokenWeights Weights(CountWeights count)
    {
        var input = Weight(count.Input) ?? TokenWeight.One;
        var output = Weight(count.Output) ?? TokenWeight.One;
        var write = Weight(count.CachedWrite) ?? input;
        return new(input, Weight(count.CachedRead) ?? input, write, Weight(count.CachedWrite1Hour) ?? write, output, Weight(count.Reasoning) ?? output);
    }

    private TokenWeight? Weight(Number? written)
    {
        if (written is not { } weight)
        {
            return null;
        }

        decimal thousandths = weight.Value * Thousandths;
        if (!decimal.IsInteger(thousandths) || thousandths > TokenWeight.MaxThousandths)
        {
            Error(weight.Position, string.Create(CultureInfo.InvariantCulture, $"A token can't count {weight.Value}."), "Weights go from 0 to 1000, with three digits behind the point at the most.");
            return TokenWeight.One;
        }

        return new TokenWeight((int)thousandths);
    }

    private Price Price(ModelPrice price)
    {
        if (price.Input is null || price.Output is null)
        {
            Error(price.Position, $"A price says nothing of {(price.Input is null ? "input" : "output")}.", "Give input and output, for a million tokens each; 0 where they are free.");
        }

        if (price.Models.Count == 0)
        {
            Error(price.Position, "A price is for no model.", "Name the models, or '*' for all.");
        }

        var input = Amount(price.Input) ?? default;
        var write = Amount(price.CachedWrite) ?? input;
        return new Price(
            Patterns(price.Models), input, Amount(price.CachedRead) ?? input, write, Amount(price.CachedWrite1Hour) ?? write, Amount(price.Output) ?? default, (Amount(price.Request) ?? default).MicrosPerMillion);
    }

    private TokenPrice? Amount(Number? written)
    {
        if (written is not { } price)
        {
            return null;
        }

        if (price.Value > Millionths)
        {
            Error(price.Position, "A price is over a million.", "Give it in the currency's unit, for a million tokens or for a request.");
            return default(TokenPrice);
        }

        return new TokenPrice((long)(price.Value * Millionths));
    }

    private ModelPattern[] Patterns(IReadOnlyList<Text> models)
    {
        foreach (var pattern in models.Where(pattern => pattern.Value.Length == 0))
        {
            Error(pattern.Position, "A pattern without a character is no model's.", "Name a model, or take the pattern out.");
        }

        return [.. models.Where(pattern => pattern.Value.Length > 0).Select(pattern => new ModelPattern(pattern.Value))];
    }

    private void Error(SourcePosition position, string message, string remedy) => context.Error(DiagnosticCodes.Budget, position, message, remedy);
}
