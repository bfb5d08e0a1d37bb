using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmPolicy.Guard;

/// <summary>
/// Puts the last check into the endpoint that a guard lets a request pass to: a middleware behind the guard may have rewritten the
/// request by the time that the endpoint runs.
/// </summary>
internal sealed class EndpointSeal(PolicyGate gate)
{
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _sealed = [];

    /// <summary>The endpoint with the check before it, in all else the same.</summary>
    public Endpoint Of(Endpoint endpoint)
    {
        if (_sealed.TryGetValue(endpoint, out var known))
        {
            return known;
        }

        var made = _sealed.GetValue(endpoint, Make);
        // Sealed once is enough.
        _sealed.TryAdd(made, made);
        return made;
    }

    private Endpoint Make(Endpoint endpoint)
    {
        if (endpoint.RequestDelegate is not { } serve)
        {
            return endpoint;
        }

        RequestDelegate check = context => CheckAsync(context, serve);
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(check, route.RoutePattern, route.Order, route.Metadata, route.DisplayName)
            : new Endpoint(check, endpoint.Metadata, endpoint.DisplayName);
    }

    private async Task CheckAsync(HttpContext context, RequestDelegate serve)
    {
        var state = await gate.DecideAsync(context).ConfigureAwait(false);
        if (PolicyGate.IsReexecuted(context) || state.Decision.Outcome == PolicyOutcome.Forward)
        {
            state.IsServed = true;
            await serve(context).ConfigureAwait(false);
        }
        else
        {
            await gate.RespondAsync(context, state.Decision).ConfigureAwait(false);
        }
    }
}
