using System.Globalization;
using System.Text.Json;

namespace LlmPolicy.Budgets;

/// <summary>Whose counters a request is counted on: the values of a budget's <c>key</c>, in its order.</summary>
internal readonly record struct BudgetSubject(IReadOnlyList<ClaimValue> Values)
{
    public static BudgetSubject Everybody { get; } = new([]);

    /// <summary>The values as one text. Lengths stand in front: no value of one claim runs into the next.</summary>
    public string Key => string.Concat(Values.Select(value => $"{value.Tagged.Length}:{value.Tagged}"));

    /// <summary>The values of a <see cref="Key"/> as a JSON array.</summary>
    public static string Json(string key)
    {
        List<string> values = [];
        for (int at = 0; at < key.Length;)
        {
            int colon = key.IndexOf(':', at);
            int end = colon + 1 + int.Parse(key.AsSpan(at, colon - at), CultureInfo.InvariantCulture);
            var value = key.AsSpan(colon + 3, end - colon - 3);
            values.Add(key[colon + 1] == ClaimValue.OfText ? $"\"{JsonEncodedText.Encode(value)}\"" : value.ToString());
            at = end;
        }

        return $"[{string.Join(',', values)}]";
    }
}

/// <summary>The value of a claim of a key.</summary>
/// <param name="Text">As an override names it.</param>
/// <param name="Tagged">With its type, so that the text 1 and the number 1 are two.</param>
internal readonly record struct ClaimValue(string Text, string Tagged)
{
    /// <summary>The tag of a text; that of numbers and booleans is another.</summary>
    public const char OfText = 's';
}
