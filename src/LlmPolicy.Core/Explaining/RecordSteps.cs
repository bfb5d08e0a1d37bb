using LlmPolicy.Exchanges;

namespace LlmPolicy.Explaining;

/// <summary>A record as steps: what was decided, by which rule, and what was found.</summary>
internal static class RecordSteps
{
    public static IReadOnlyList<ExplanationStep> Of(DecisionRecord record, string generation) =>
    [
        Decision(record),
        .. Generation(record, generation),
        .. record.Route is { } route ? [Noted(ExplanationSubject.Route, $"route {route}")] : Array.Empty<ExplanationStep>(),
        .. record.Providers.Select(Provider),
        .. record.Claims.Select(Claim),
    ];

    private static ExplanationStep Decision(DecisionRecord record) => new()
    {
        Subject = ExplanationSubject.Decision,
        Result = ExplanationResult.DoesNotFit,
        Text = $"decision {record.Id}: answered with {record.StatusCode}: {record.Reason}",
        Position = record.Position,
    };

    private static IEnumerable<ExplanationStep> Generation(DecisionRecord record, string generation)
    {
        if (record.Generation != generation)
        {
            yield return Noted(
                ExplanationSubject.Decision,
                $"made by generation {record.Generation}; these manifests and options are {generation}: rules and lines may differ");
        }
    }

    private static ExplanationStep Provider(ProviderFinding provider) => new()
    {
        Subject = ExplanationSubject.Provider,
        Result = Findings.Result(provider.Reason.Length == 0),
        Text = $"provider {provider.Provider}: {(provider.Reason.Length == 0 ? "accepted" : provider.Reason)}",
        Depth = 1,
    };

    private static ExplanationStep Claim(ClaimFinding claim) => new()
    {
        Subject = ExplanationSubject.Claim,
        Result = Findings.Result(claim.Matched),
        Text = $"policy {claim.Policy}, claim {claim.Claim}: found {claim.Found}{(claim.Matched ? ", as asked for" : "")}",
        Position = claim.Position,
        Depth = 1,
    };

    private static ExplanationStep Noted(ExplanationSubject subject, string text) => new() { Subject = subject, Result = ExplanationResult.Noted, Text = text };
}
