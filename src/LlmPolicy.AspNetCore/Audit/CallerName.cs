using System.Text.Json;

namespace LlmPolicy.Audit;

/// <summary>Who a caller is: two claims of a token, so that no entry that waits holds all of them; or whom <c>extauth</c> names.</summary>
/// <param name="Issuer">The claim <c>iss</c>; empty if there is none. <c>extauth</c> for whom that names.</param>
/// <param name="Subject">The claim <c>sub</c>, or the user's id.</param>
internal readonly record struct CallerName(string Issuer, string Subject)
{
    private const string ExtAuth = "extauth";

    /// <summary>The first caller that has a name (<c>sub</c>), else the one that <c>extauth</c> names; null if there is none.</summary>
    public static CallerName? Of(PolicyDecision decision)
    {
        foreach (var caller in decision.Callers)
        {
            if (TextOf(caller, "sub") is { } subject)
            {
                return new CallerName(TextOf(caller, "iss") ?? "", subject);
            }
        }

        return decision.ExtAuthCaller is { } shown ? new CallerName(ExtAuth, shown.UserId) : null;
    }

    private static string? TextOf(VerifiedCaller caller, string claim) =>
        caller.Claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
