using System.Globalization;
using LlmPolicy.Guard;

namespace LlmPolicy.Telemetry;

/// <summary>A call that a gateway sends upstream and that is metered, in the names of OpenTelemetry's conventions for generative AI.</summary>
/// <param name="Operation">What is called.</param>
/// <param name="Model">The model that is asked for, as a label; null where none is known.</param>
internal readonly record struct InferenceCall(LlmOperation Operation, string? Model)
{
    public const string OperationName = "gen_ai.operation.name";
    public const string ProviderName = "gen_ai.provider.name";
    public const string FormerSystem = "gen_ai.system";
    public const string RequestModel = "gen_ai.request.model";
    public const string ResponseModel = "gen_ai.response.model";
    public const string ErrorType = "error.type";

    /// <summary>The call of a request that a gateway carries out; null for any other.</summary>
    public static InferenceCall? Of(PolicyState state, ModelNames models) =>
        state is { OnTarget: { Forwarding: { } forwarding } decision } && EndpointRole.Of(state.Endpoint) == LlmPolicyEndpointRole.Gateway
            && LlmOperation.Of(state.Request.Method, forwarding.Target) is { } operation
            ? new InferenceCall(operation, decision.Models is [var asked, ..] ? models.Of(state.Generation.Policy, asked) : null)
            : null;

    /// <summary>The output of an answer as its provider says it; null where it does not: an estimate is none of the conventions' counts.</summary>
    public static long? OutputOf(LlmUsage? usage) => usage is { Source: not LlmUsageSource.Estimated } ? usage.Output : null;

    /// <summary>How a call failed: the status, <c>client_left</c> or <c>broken</c>; null for none.</summary>
    public static string? ErrorOf(RequestCompletion completion) =>
        completion.StatusCode >= 400 ? completion.StatusCode.ToString(CultureInfo.InvariantCulture)
        : completion.Ending == RequestEnding.ClientLeft ? "client_left"
        : completion.Ending == RequestEnding.Broken ? "broken"
        : null;
}
