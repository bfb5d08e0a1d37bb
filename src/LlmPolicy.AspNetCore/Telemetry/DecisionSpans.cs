using System.Diagnostics;
using LlmPolicy.Explaining;
using LlmPolicy.Guard;

namespace LlmPolicy.Telemetry;

/// <summary>The span of a decision. Where it is recorded, the decision is explained, and each step is an event.</summary>
internal sealed class DecisionSpans(TimeProvider time)
{
    /// <summary>How many steps of a decision are told: what SDKs keep of a span's events, unless they are told otherwise.</summary>
    public const int MostSteps = 128;

    /// <summary>Begins one; null while nobody listens.</summary>
    public static Activity? Start() => TelemetryNames.Activities.StartActivity("llmpolicy.decide");

    /// <summary>Writes down what was decided.</summary>
    public void Describe(Activity span, PolicyState state)
    {
        if (!span.IsAllDataRequested)
        {
            return;
        }

        var decision = state.OnTarget;
        span.SetTag(TelemetryNames.Outcome, TelemetryNames.OutcomeOf(decision));
        span.SetTag(TelemetryNames.Reason, decision.Reason);
        span.SetTag(TelemetryNames.Route, RouteNames.Of(decision));
        span.SetTag("llmpolicy.generation", state.Generation.Policy.Generation);
        span.SetTag("llmpolicy.decision.id", state.DecisionId);
        span.SetTag("llmpolicy.position", decision.Position?.ToString());
        if (decision.Reason == ReasonCodes.PolicyFailed)
        {
            span.SetStatus(ActivityStatusCode.Error);
            return;
        }

        try
        {
            AddSteps(span, state.Generation.Policy.Explain(state.Request, state.Facts, time.GetUtcNow()).Steps);
        }
        catch (Exception e)
        {
            // The decision stands. The exception's text may hold what the caller sent.
            span.SetTag(InferenceCall.ErrorType, e.GetType().FullName);
        }
    }

    private void AddSteps(Activity span, IReadOnlyList<ExplanationStep> steps)
    {
        foreach (var step in steps.Take(MostSteps))
        {
            span.AddEvent(new ActivityEvent("llmpolicy.step", time.GetUtcNow(), new ActivityTagsCollection
            {
                ["llmpolicy.step.subject"] = step.Subject.ToString(),
                ["llmpolicy.step.result"] = step.Result.ToString(),
                ["llmpolicy.step.text"] = CallerText.Shown(step.Text, CallerText.LongestStep),
                ["llmpolicy.position"] = step.Position?.ToString(),
            }));
        }

        if (steps.Count > MostSteps)
        {
            span.SetTag("llmpolicy.steps.dropped", steps.Count - MostSteps);
        }
    }
}
