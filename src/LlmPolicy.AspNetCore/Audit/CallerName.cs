using System.Text.Json;

namespace LlmPolicy.Audit;

/// <summary>Who a caller is: two claims of a token, so that no entry that waits holds all of them.</summary>
/// <param name="Issuer">The claim <c>iss</c>; empty if there is none.</param>
/// <param name="Subject">The claim <c>sub</c>.</param>
internal readonly record struct CallerName(string Issuer, string Subject)
{
    /// <summary>The first caller that has a name (<c>sub</c>); null if none has.</summary>
    public static CallerName? Of(IReadOnlyList<VerifiedCaller> callers)
    {
        foreach (var caller in callers)
        {
            if (TextOf(caller, "sub") is { } subject)
            {
                return new CallerName(TextOf(caller, "iss") ?? "", subject);
            }
        }

        return null;
    }

    private static string? TextOf(VerifiedCaller caller, string claim) =>
        caller.Claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
