using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.Models;

/// <summary><c>fromClaim</c>: the models whose names a caller's claim holds. They are names, not patterns: a <c>*</c> in a token is a character like any other.</summary>
/// <param name="Path">The claim.</param>
/// <param name="Provider">Whose caller's claim counts (<c>claimProvider</c>); empty for any.</param>
/// <param name="Separator">What stands between names within one string; null: it is one name.</param>
internal sealed record ClaimedModels(ClaimPath Path, string Provider, char? Separator)
{
    public bool Holds(string model, IReadOnlyList<VerifiedCaller> callers)
    {
        for (int i = 0; i < callers.Count; i++)
        {
            if ((Provider.Length == 0 || callers[i].Provider == Provider) && Path.TryFind(callers[i].Payload, out var claim) && Holds(model, ref claim))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => $"those in the claim {Path}";

    private bool Holds(string model, ref Utf8JsonReader claim)
    {
        if (claim.TokenType != JsonTokenType.StartArray)
        {
            return IsIn(model, ref claim);
        }

        while (claim.Read() && claim.TokenType != JsonTokenType.EndArray)
        {
            if (IsIn(model, ref claim))
            {
                return true;
            }

            // A list in the list is another one.
            claim.Skip();
        }

        return false;
    }

    private bool IsIn(string model, ref Utf8JsonReader text)
    {
        if (text.TokenType != JsonTokenType.String || model.Length == 0)
        {
            return false;
        }

        return Separator is not { } separator
            ? text.ValueTextEquals(model)
            : text.GetString()!.Split(separator, StringSplitOptions.TrimEntries).Contains(model, StringComparer.Ordinal);
    }
}
