using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmPolicy.Budgets;

/// <summary>What the endpoints of budgets write and read. Amounts are in the units of the manifest.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BudgetList))]
[JsonSerializable(typeof(SubjectLimits))]
[JsonSerializable(typeof(SummaryList))]
[JsonSerializable(typeof(BudgetSubjects))]
[JsonSerializable(typeof(BudgetChange))]
internal sealed partial class BudgetJson : JsonSerializerContext;

/// <summary>A caller's budgets.</summary>
internal sealed record BudgetList(IReadOnlyList<BudgetUse> Budgets);

/// <summary>One of them.</summary>
internal sealed record BudgetUse(string Budget, IReadOnlyList<string> Key, IReadOnlyList<LimitUse> Limits);

/// <summary>The limits of one key, as operators see them.</summary>
internal sealed record SubjectLimits(string Budget, JsonElement Key, IReadOnlyList<LimitUse> Limits);

/// <summary>All budgets.</summary>
internal sealed record SummaryList(IReadOnlyList<BudgetSubjects> Budgets);

/// <summary>A budget as it is written, and the keys that were seen, if they are kept.</summary>
internal sealed record BudgetSubjects(string Budget, IReadOnlyList<string> Key, string Mode, IReadOnlyList<LimitUse> Limits, IReadOnlyList<JsonElement>? Subjects);

/// <summary>A limit, and what is used of it; a limit as it is written has no use.</summary>
internal sealed record LimitUse(string Unit, string? Per, string? Timezone, string? Window, decimal Limit)
{
    public decimal? Used { get; init; }

    public decimal? Reserved { get; init; }

    public decimal? Remaining { get; init; }

    public DateTime? ResetsAt { get; init; }

    public static LimitUse Of(BudgetCounter limit) => new(
        limit.UnitName,
        limit.Period.Unit?.ToString().ToUpperInvariant(),
        limit.Period.Zone?.Id,
        limit.Period.Duration is null ? null : limit.PeriodName,
        Amount(limit.Limit, limit));

    public static LimitUse Of(BudgetCounter counter, in BudgetReading reading) => Of(counter) with
    {
        Used = Amount(reading.Used, counter),
        Reserved = Amount(reading.Reserved, counter),
        Remaining = Amount(Math.Max(0, counter.Limit - reading.Used - reading.Reserved), counter),
        ResetsAt = reading.ResetsAt?.UtcDateTime,
    };

    private static decimal Amount(long amount, BudgetCounter counter) => (decimal)amount / counter.Scale;
}

/// <summary>What an operator changes. Of the members that say which limit is meant, those that are left out fit all.</summary>
internal sealed record BudgetChange(string? Budget, JsonElement? Key, string? Unit, string? Per, string? Timezone, string? Window, decimal? Change)
{
    public bool Means(BudgetCounter counter)
    {
        var limit = LimitUse.Of(counter);
        return Fits(Unit, limit.Unit) && Fits(Per, limit.Per) && Fits(Timezone, limit.Timezone) && Fits(Window, limit.Window);
    }

    private static bool Fits(string? asked, string? has) => asked is null || asked == has;
}
