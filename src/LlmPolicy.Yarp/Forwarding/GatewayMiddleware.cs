using System.Diagnostics;
using LlmPolicy.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Gateway;

/// <summary>The policy in YARP's pipeline: answers, or has the request sent as the decision says.</summary>
internal sealed class GatewayMiddleware(PolicyGate gate, UpstreamCalls calls, InferenceSpans spans, ILogger<GatewayMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // An error page that no endpoint of the app makes. What was asked for is not carried out a second time.
        if (PolicyGate.IsReexecuted(context))
        {
            return;
        }

        bool seenBefore = context.Features.Get<ILlmPolicyFeature>() is not null;
        ILlmPolicyFeature decided = await gate.EvaluateAsync(context).ConfigureAwait(false);
        using IDisposable? scope = gate.BeginScope(decided);
        PolicyDecision decision = decided.Decision;
        bool isOutermost = false;
        decision = await gate.ReserveAsync(context, decided).ConfigureAwait(false) ?? decision;
        using Activity? span = spans.Start(decided, decision);
        if (decision is { Outcome: PolicyOutcome.Forward, Forwarding: { } forwarding })
        {
            if (seenBefore)
            {
                UndoGuard(context.Request.Headers, decided.Request, forwarding);
            }

            isOutermost = PolicyGate.CarryOut(context, decided);
            Attempt last = await calls.SendAsync(context, next, decided, forwarding).ConfigureAwait(false);
            if (!last.MayHaveBeenSent)
            {
                PolicyGate.NotSent(decided);
            }

            if (last is { Withheld: { } withheld, Answer: { } answer })
            {
                decision = withheld.Instead(decision, answer);
            }
            else if (context.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
            {
                Log.UpstreamRefused(logger, decided.DecisionId, context.Response.StatusCode, forwarding);
            }
        }

        if (decision.Response is not null && context.Response.HasStarted)
        {
            // Nothing can be put in the place of an answer that has begun.
            PolicyGate.Break(decided);
        }
        else if (decision.Response is not null)
        {
            await gate.RespondAsync(context, decision).ConfigureAwait(false);
        }

        if (isOutermost)
        {
            await gate.EndBodyAsync(context, decided).ConfigureAwait(false);
        }

        spans.Describe(span, decided, context.Response.StatusCode);
    }

    /// <summary>A guard that stands before routing has made the changes for an endpoint of the app; here they are made from the start.</summary>
    private static void UndoGuard(IHeaderDictionary headers, PolicyRequest request, Forwarding forwarding)
    {
        foreach (string name in forwarding.RequestHeaders.Where(change => change.Secret is null).Select(change => change.Name).Append(HeaderNames.CacheControl))
        {
            headers[name] = request.Headers
                .Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToArray();
        }
    }
}
