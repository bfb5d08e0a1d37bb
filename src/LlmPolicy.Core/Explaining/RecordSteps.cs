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

    private static ExplanationStep Decision(DecisionRecord record) => new(
        ExplanationSubject.Decision, ExplanationResult.DoesNotFit, $"decision {record.Id}: answered with {record.StatusCode}: {record.Reason}", record.Position, 0);

    private static IEnumerable<ExplanationStep> Generation(DecisionRecord record, string generation)
    {
        if (record.Generation != generation)
        {
            yield return Noted(
                ExplanationSubject.Decision,
                $"made by generation {record.Generation}; these manifests and options are {generation}: rules and lines may differ");
        }
    }

    private static ExplanationStep Provider(ProviderFinding provider) => new(
        ExplanationSubject.Provider,
        provider.Reason.Length == 0 ? ExplanationResult.Fits : ExplanationResult.DoesNotFit,
        $"provider {provider.Provider}: {(provider.Reason.Length == 0 ? "accepted" : provider.Reason)}",
        null,
        1);

    private static ExplanationStep Claim(ClaimFinding claim) => new(
        ExplanationSubject.Claim,
        claim.Matched ? ExplanationResult.Fits : ExplanationResult.DoesNotFit,
        $"policy {claim.Policy}, claim {claim.Claim}: found {claim.Found}{(claim.Matched ? ", as asked for" : "")}",
        claim.Position,
        1);

    private static ExplanationStep Noted(ExplanationSubject subject, string text) => new(subject, ExplanationResult.Noted, text, null, 0);
}
