using System.Diagnostics;
using LlmPolicy.Guard;

namespace LlmPolicy.Telemetry;

/// <summary>The span of a call that a gateway sends upstream, by OpenTelemetry's conventions for generative AI. Nothing of prompt or answer is in it.</summary>
internal sealed class InferenceSpans(ModelNames models, GenAiConventions conventions)
{
    /// <summary>Begins one for a call that is metered; null for any other, and while nobody listens.</summary>
    /// <param name="decided">The request.</param>
    /// <param name="decision">What is about to be done with it.</param>
    public Activity? Start(ILlmPolicyFeature decided, PolicyDecision decision)
    {
        if (!TelemetryNames.Activities.HasListeners() || decision.Forwarding?.Effects.OfType<UsageMetering>().Any() is not true || InferenceCall.Of((PolicyState)decided, models) is not { } call)
        {
            return null;
        }

        string name = call.Model is { } model ? $"{call.Operation.Name} {model}" : call.Operation.Name;
        var span = TelemetryNames.Activities.StartActivity(name, ActivityKind.Client);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag(InferenceCall.OperationName, call.Operation.Name);
            span.SetTag(InferenceCall.ProviderName, call.Operation.Provider);
            span.SetTag(InferenceCall.RequestModel, call.Model);
            span.SetTag(TelemetryNames.Route, RouteNames.Of(decided.Decision));
            span.SetTag("llmpolicy.decision.id", decided.DecisionId);
            if (conventions.HasFormerNames)
            {
                span.SetTag(InferenceCall.FormerSystem, call.Operation.Provider);
            }
        }

        return span;
    }

    /// <summary>Writes down what came of it, once the answer is written.</summary>
    public void Describe(Activity? span, ILlmPolicyFeature decided, int statusCode)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        if (statusCode >= 400)
        {
            span.SetTag(InferenceCall.ErrorType, statusCode.ToString(System.Globalization.CultureInfo.InvariantCulture));
            span.SetStatus(ActivityStatusCode.Error);
        }

        if (((PolicyState)decided).Meter?.Usage is { } usage)
        {
            span.SetTag(InferenceCall.ResponseModel, usage.Model is { } answered ? models.Of(decided.Generation.Policy, answered) : null);
            span.SetTag("gen_ai.usage.input_tokens", usage.Input);
            span.SetTag("gen_ai.usage.output_tokens", InferenceCall.OutputOf(usage));
            span.SetTag("gen_ai.usage.cache_read.input_tokens", usage.Input is null ? null : usage.CachedRead);
            span.SetTag("gen_ai.usage.cache_write.input_tokens", usage.Input is null ? null : usage.CachedWrite);
            span.SetTag("gen_ai.usage.reasoning.output_tokens", usage.Output is null ? null : usage.Reasoning);
        }
    }
}
