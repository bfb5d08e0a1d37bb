using LlmPolicy.Compilation;

namespace LlmPolicy.Tool.Graph;

/// <summary>Who may pass: how it is drawn, and in words.</summary>
/// <param name="Level">Anyone, whoever has a token, or a claim, or nobody.</param>
/// <param name="Details">Which token, which claims, which models, how much; a line each.</param>
internal sealed record GraphAccess(AccessLevel Level, IReadOnlyList<string> Details)
{
    /// <summary>Each level as pictures call it, with what it means.</summary>
    public static IReadOnlyList<(AccessLevel Level, string Title, string Meaning)> Legend { get; } =
    [
        (AccessLevel.Anyone, "anyone", "anyone may"),
        (AccessLevel.Token, "token", "with any good token"),
        (AccessLevel.Claim, "claim", "with a claim in the token"),
        (AccessLevel.Nobody, "nobody", "nobody may"),
    ];

    public string Title => Legend.First(l => l.Level == Level).Title;

    public static GraphAccess Of(RouteAccess access) => new(access.Level, [.. access.Tokens, .. (access.Policies ?? []).SelectMany(Lines), .. access.Models.SelectMany(Lines), .. access.Budgets.Select(budget => $"budget: {budget}")]);

    private static IEnumerable<string> Lines(IReadOnlyList<string> models) => models.Select((allowed, i) => i == 0 ? allowed : $"or {allowed}").Prepend("models:");

    private static IEnumerable<string> Lines(AllowedCallers policy)
    {
        yield return $"{policy.Policy}{(policy.Permission.Length == 0 ? "" : $" ({policy.Permission})")}:";
        foreach ((int i, string caller) in policy.Callers.Index())
        {
            yield return i == 0 ? caller : $"or {caller}";
        }
    }
}
