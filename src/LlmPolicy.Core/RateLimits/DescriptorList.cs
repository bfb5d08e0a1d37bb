using System.Text.Json;
using LlmPolicy.Exchanges;

namespace LlmPolicy.RateLimits;

/// <summary>A list of actions, compiled: the descriptor that it gives of a request.</summary>
/// <param name="actions">The actions.</param>
/// <param name="isSet">Whether they are <c>setActions</c>: then a header that is not there is left out, and the rest stands.</param>
/// <param name="limit">The claim that holds a limit of the caller's own; null for none.</param>
/// <param name="position">The line of the list.</param>
internal sealed class DescriptorList(DescriptorAction[] actions, bool isSet, MetadataClaim? limit, SourcePosition position)
{
    public IReadOnlyList<DescriptorAction> Actions => actions;

    public bool IsSet => isSet;

    public SourcePosition Position => position;

    /// <summary>The limit that goes with the descriptor, whatever a claim says (<c>ratelimitBasic</c>); null for none.</summary>
    public RateLimitAmount? Amount { get; init; }

    /// <summary>Whether a limit may come with the descriptor, which counts without a rule.</summary>
    public bool BringsLimit => Amount is not null || limit is not null;

    /// <summary>The value of the first entry, if it is the manifest's own.</summary>
    public string? FirstValue => actions.Length == 0 ? null : actions[0].OnlyValue;

    /// <summary>The same list without its first action.</summary>
    public DescriptorList WithoutFirst() => new(actions[1..], isSet, limit, position);

    /// <summary>The same list with an action in front.</summary>
    public DescriptorList Behind(DescriptorAction first) => new([first, .. actions], isSet, limit, position);

    /// <summary>The actions without which there is no descriptor, and that may say nothing.</summary>
    public IEnumerable<DescriptorAction> Uncertain => actions.Where(action => action.MayYieldNothing && !IsLeftOut(action));

    /// <summary>The claims that it holds.</summary>
    public IEnumerable<MetadataClaim> Claims => actions.OfType<ClaimAction>().Select(action => action.Claim).Append(limit).OfType<MetadataClaim>();

    public override string ToString() => string.Join(", ", actions.Select(action => $"{action.Key} = {action.Words}"));

    /// <summary>The descriptor; null where an action says nothing.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="silent">The action that said nothing.</param>
    public RateLimitDescriptor? Of(Exchange exchange, out DescriptorAction? silent)
    {
        List<RateLimitEntry> entries = new(actions.Length);
        foreach (var action in actions)
        {
            if (action.ValueOf(exchange) is { } value)
            {
                entries.Add(new RateLimitEntry(action.Key, value));
            }
            else if (!IsLeftOut(action))
            {
                silent = action;
                return null;
            }
        }

        silent = null;
        return new RateLimitDescriptor(entries) { IsSet = isSet, Limit = Amount ?? (limit?.Find(exchange.Callers) is { } brought ? AmountOf(brought) : null) };
    }

    private bool IsLeftOut(DescriptorAction action) => isSet && action is HeaderAction;

    private static RateLimitAmount? AmountOf(JsonElement limit) =>
        limit.ValueKind == JsonValueKind.Object
        && limit.TryGetProperty("requests_per_unit", out var requests) && requests.ValueKind == JsonValueKind.Number && requests.TryGetUInt32(out uint count)
        && limit.TryGetProperty("unit", out var unit) && unit.ValueKind == JsonValueKind.String && UnitOf(unit.GetString()!) is { } known
            ? new RateLimitAmount(count, known)
            : null;

    private static CalendarUnit? UnitOf(string unit) => unit switch
    {
        "SECOND" => CalendarUnit.Second,
        "MINUTE" => CalendarUnit.Minute,
        "HOUR" => CalendarUnit.Hour,
        "DAY" => CalendarUnit.Day,
        "WEEK" => CalendarUnit.Week,
        "MONTH" => CalendarUnit.Month,
        "YEAR" => CalendarUnit.Year,
        _ => null,
    };
}
