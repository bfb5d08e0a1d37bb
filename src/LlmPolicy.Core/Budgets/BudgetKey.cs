using System.Globalization;
using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.Budgets;

/// <summary>One of <c>key</c>, compiled: the claim whose value tells a caller's counters from others', or what of an API key does.</summary>
/// <param name="Path">The claim.</param>
/// <param name="Provider">Whose caller's claim counts; empty for any.</param>
/// <param name="Each">Whether it is a list, of whose values each has counters of its own.</param>
internal sealed record BudgetKey(ClaimPath Path, string Provider, bool Each)
{
    /// <summary>The most values of a list.</summary>
    public const int MostValues = 16;

    /// <summary>Whether it is something of an API key: its name, or by the second part of <see cref="Path"/> an entry of its Secret.</summary>
    public bool IsOfApiKey { get; init; }

    /// <summary>The values; null where the claim is not there, empty, or of another type. An empty text is nobody's name.</summary>
    public IReadOnlyList<ClaimValue>? Find(IReadOnlyList<VerifiedCaller> callers, ExtAuthCaller? shown)
    {
        if (IsOfApiKey)
        {
            string? text = shown is not { Secret: not null } ? null : Path.Names is [_, var entry] ? shown.Metadata.GetValueOrDefault(entry) : shown.UserId;
            return text is { Length: > 0 } ? [new ClaimValue(text, $"{ClaimValue.OfText}:{text}")] : null;
        }

        for (int i = 0; i < callers.Count; i++)
        {
            if ((Provider.Length == 0 || callers[i].Provider == Provider) && Path.Find(callers[i].Payload) is { } claim)
            {
                return Each ? Values(claim) : Value(claim) is { } value ? [value] : null;
            }
        }

        return null;
    }

    public override string ToString() => $"{(Each ? "value of " : "")}{Path}{(Provider.Length == 0 ? "" : $" of {Provider}")}";

    private static List<ClaimValue>? Values(JsonElement claim)
    {
        if (claim.ValueKind != JsonValueKind.Array || claim.GetArrayLength() is 0 or > MostValues)
        {
            return null;
        }

        List<ClaimValue> values = [];
        foreach (var item in claim.EnumerateArray())
        {
            if (Value(item) is not { } value)
            {
                return null;
            }

            if (!values.Contains(value))
            {
                values.Add(value);
            }
        }

        return values;
    }

    /// <summary>A claim's value; null where it is of a type that no key has, or empty.</summary>
    public static ClaimValue? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => new ClaimValue(text, $"{ClaimValue.OfText}:{text}"),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when Written(value) is var text => new ClaimValue(text, $"v:{text}"),
        _ => null,
    };

    /// <summary>A number or boolean in the one way in which it is written here: 1.0 is 1.</summary>
    private static string Written(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDecimal(out decimal number) ? number.ToString("0.############################", CultureInfo.InvariantCulture) : value.GetRawText(),
        JsonValueKind.True => "true",
        _ => "false",
    };
}
