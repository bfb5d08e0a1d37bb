using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace LlmPolicy.Gateway;

/// <summary>The policy in YARP's pipeline: answers, or picks the cluster and the changes for a request.</summary>
internal sealed class GatewayMiddleware(PolicyGate gate, SecretResolver secrets, ClusterCatalog catalog, IProxyStateLookup proxy, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        bool seenBefore = context.Features.Get<ILlmPolicyFeature>() is not null;
        ILlmPolicyFeature decided = await gate.EvaluateAsync(context).ConfigureAwait(false);
        PolicyDecision decision = decided.Decision;
        if (decision is { Outcome: PolicyOutcome.Forward, Forwarding: { } forwarding })
        {
            if (seenBefore)
            {
                UndoGuard(context.Request.Headers, decided.Request, forwarding);
            }

            decision = await ForwardAsync(context, next, decided, forwarding).ConfigureAwait(false);
        }

        if (decision.Response is not null && !context.Response.HasStarted)
        {
            await gate.RespondAsync(context, decision).ConfigureAwait(false);
        }
    }

    /// <summary>Forwards; returns the decision that stands, with an answer if the upstream gave none.</summary>
    private async Task<PolicyDecision> ForwardAsync(HttpContext context, RequestDelegate next, ILlmPolicyFeature decided, Forwarding forwarding)
    {
        if (!TryAssign(context, decided.Generation, forwarding, out PolicyTransformer? transformer))
        {
            return Instead(decided.Decision, Withheld.Upstream);
        }

        using RouteTimeout? timeout = forwarding.Timeout is { } limit && !IsUpgrade(context) ? new RouteTimeout(context, limit, time) : null;
        await next(context).ConfigureAwait(false);
        PolicyResponse? answer = timeout is { Expired: true } ? ForwardingFailure.RequestTimeout
            : context.Features.Get<IForwarderErrorFeature>() is { } failure ? ForwardingFailure.Describe(failure)
            : null;
        Withheld? withheld = transformer.Withheld ?? (answer is null ? null : new Withheld(ReasonCodes.UpstreamUnavailable, answer));
        return withheld is null ? decided.Decision : Instead(decided.Decision, withheld);
    }

    private bool TryAssign(
        HttpContext context, PolicyGeneration generation, Forwarding forwarding, [NotNullWhen(true)] out PolicyTransformer? transformer)
    {
        transformer = null;
        if (!catalog.Of(generation.Policy).TryGetValue(forwarding.Upstream, out ClusterConfig? config)
            || !proxy.TryGetCluster(config.ClusterId, out ClusterState? cluster)
            || !proxy.TryGetRoute(GatewayConfig.CatchAll, out RouteModel? route))
        {
            return false;
        }

        transformer = new PolicyTransformer(route.Transformer, forwarding, secrets, generation);
        // A route of its own for each request: YARP's balancing, affinity and telemetry look at the route's cluster, and only a
        // transformer made from a decision may send.
        context.ReassignProxyRequest(new RouteModel(route.Config, cluster, transformer), cluster);
        return true;
    }

    /// <summary>A guard that stands before routing has made the changes for an endpoint of the app; here they are made from the start.</summary>
    private static void UndoGuard(IHeaderDictionary headers, PolicyRequest request, Forwarding forwarding)
    {
        foreach (string name in forwarding.RequestHeaders.Where(change => change.Secret is null).Select(change => change.Name))
        {
            headers[name] = request.Headers
                .Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToArray();
        }
    }

    private static PolicyDecision Instead(PolicyDecision decision, Withheld withheld) => new()
    {
        Outcome = PolicyOutcome.Respond,
        Reason = withheld.Reason,
        Position = decision.Position,
        Route = decision.Route,
        Callers = decision.Callers,
        Response = withheld.Response,
    };

    // Envoy's timeout begins at the request's end, which an upgraded connection has not.
    private static bool IsUpgrade(HttpContext context) => context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest is true
        && string.Equals(context.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase);
}
