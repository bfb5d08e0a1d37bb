using LlmPolicy.Explaining;
using LlmPolicy.Guard;

namespace LlmPolicy.Dashboard.Decisions;

/// <summary>What the page shows of a decision: from its record alone, or with all steps that led to it.</summary>
internal static class DecisionReader
{
    private const int LongestAddress = 200;
    private const int MostSteps = 100;

    /// <summary>A decision by what its record holds.</summary>
    public static ShownDecision OfRecord(DecisionState state, DateTimeOffset now)
    {
        string generation = state.Generation.Policy.Generation;
        return Of(state, state.Decision, now, state.Generation.Policy.ExplainRecord(DecisionRecord.Of(state.Decision, state.DecisionId, generation)));
    }

    /// <summary>A decision with its steps. The policy is asked once more, with what was known then.</summary>
    /// <param name="state">The request's state.</param>
    /// <param name="decision">What was decided, by the policy or by the host in its place.</param>
    /// <param name="now">The time.</param>
    /// <param name="ago">How long ago the policy decided.</param>
    public static ShownDecision Explain(DecisionState state, PolicyDecision decision, DateTimeOffset now, TimeSpan ago)
    {
        var explanation = state.Generation.Policy.Explain(state.Request, state.Facts, now - ago);
        IReadOnlyList<ExplanationStep> steps = explanation.Decision.Reason == decision.Reason ? explanation.Steps : [.. explanation.Steps, Instead(decision)];
        return Of(state, decision, now, steps);
    }

    /// <summary>Steps as they are shown: no more than people read, and of the caller's text little.</summary>
    public static IReadOnlyList<ExplanationStep> Shown(IReadOnlyList<ExplanationStep> steps)
    {
        ExplanationStep[] shown = [.. ShownSteps.Of(steps).Select(step => step with { Text = CallerText.Shown(step.Text, CallerText.LongestStep) })];
        return shown.Length <= MostSteps ? shown : [.. shown[..(MostSteps - 2)], Noted($"... {shown.Length - MostSteps + 1} steps between"), shown[^1]];
    }

    private static ShownDecision Of(DecisionState state, PolicyDecision decision, DateTimeOffset now, IReadOnlyList<ExplanationStep> steps)
    {
        var request = state.Request;
        int query = request.Target.IndexOfAny('?', '#');
        return new ShownDecision
        {
            Id = state.DecisionId,
            At = now,
            Method = CallerText.Shown(request.Method, 16),
            Address = CallerText.Shown($"{request.Authority}{(query < 0 ? request.Target : request.Target.AsSpan(0, query))}", LongestAddress),
            Reason = decision.Reason,
            IsForwarded = decision.Forwarding is not null,
            StatusCode = decision.Response?.StatusCode,
            Route = decision.Route?.ToString(),
            Generation = state.Generation.Policy.Generation,
            Position = decision.Position,
            Excerpt = decision.Position is { } position ? SourceExcerpt.Of(position, state.Generation.Inputs.Manifests) : [],
            Steps = Shown(steps),
        };
    }

    /// <summary>What the host decided in the policy's place: a budget, a secret that is missing, an upstream that does not answer.</summary>
    private static ExplanationStep Instead(PolicyDecision decision) => new()
    {
        Subject = ExplanationSubject.Decision,
        Result = ExplanationResult.DoesNotFit,
        Text = decision.Response is { } response ? $"answered with {response.StatusCode} in its place: {decision.Reason}" : $"in its place: {decision.Reason}",
        Position = decision.Position,
    };

    private static ExplanationStep Noted(string text) => new() { Subject = ExplanationSubject.Decision, Result = ExplanationResult.Noted, Text = text };
}
