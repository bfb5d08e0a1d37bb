using LlmPolicy.Bodies;
using LlmPolicy.Budgets;
using LlmPolicy.Caching;
using LlmPolicy.Metering;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Guard;

/// <summary>Guards one request: answers it, or passes it on as the policy changes it.</summary>
internal sealed class RequestGuard(PolicyGate gate, BudgetKeeper budgets, HeaderChanges changes, EndpointSeal seal)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (IsErrorPage(context))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        // A gateway decides itself; what stands in front of it does not.
        if (EndpointRole.Of(context.GetEndpoint()) == LlmPolicyEndpointRole.Exempt)
        {
            context.Features.Set(new ExemptRequest());
            await next(context).ConfigureAwait(false);
            return;
        }

        var state = await gate.DecideAsync(context).ConfigureAwait(false);
        using var scope = gate.BeginScope(state);
        if (!MayPass(context, state))
        {
            await gate.RespondAsync(context, state.Decision).ConfigureAwait(false);
            return;
        }

        if (await budgets.ReserveAsync(context, state).ConfigureAwait(false) is { } overspent)
        {
            await gate.RespondAsync(context, overspent).ConfigureAwait(false);
            return;
        }

        bool isOutermost = state.CarryOut(context);
        state.Meter?.Watch(context);
        try
        {
            await next(context).ConfigureAwait(false);
            if (isOutermost)
            {
                await gate.EndBodyAsync(context, state).ConfigureAwait(false);
            }
        }
        catch when (Breaks(context, state))
        {
            throw;
        }
    }

    /// <summary>An error page stands under the decision on the request that failed.</summary>
    private static bool IsErrorPage(HttpContext context) => PolicyGate.IsReexecuted(context) && context.Features.Get<ILlmPolicyFeature>() is not null;

    /// <summary>Notes what breaks an answer off; it stays the app's.</summary>
    private static bool Breaks(HttpContext context, PolicyState state)
    {
        if (context.Response.HasStarted)
        {
            state.Break();
        }
        else
        {
            ResponseBody.Leave(context);
            state.Meter?.End(LlmAnswerEnd.UpstreamBroke);
        }

        return false;
    }

    private bool MayPass(HttpContext context, PolicyState state)
    {
        if (state is { Decision.Forwarding: { } forwarding, Passed: false })
        {
            Apply(context, state, forwarding);
        }

        return state.Decision.Outcome == PolicyOutcome.Forward;
    }

    private void Apply(HttpContext context, PolicyState state, Forwarding forwarding)
    {
        try
        {
            changes.ApplyToRequest(context.Request.Headers, forwarding);
            if (state.Generation.Options.StripUnderscoreTwins)
            {
                RemoveTwins(context.Request.Headers, forwarding);
            }

            RemoveQueryToken(context, state.Request, forwarding);
            OwnAnswers.KeepFromCacheBehind(context.Request.Headers);
            CutOfferedCodings(context.Request.Headers, forwarding);
            state.Served = ServedRequest.Of(context);
            context.Response.OnStarting(() =>
            {
                gate.HoldBackUndecided(context, state);
                // A gateway changes the response itself.
                if (!state.IsServed || EndpointRole.Of(context.GetEndpoint()) != LlmPolicyEndpointRole.Gateway)
                {
                    KeepPrivate(context.Response, state);
                    changes.ApplyToResponse(context.Response, forwarding);
                }

                return Task.CompletedTask;
            });
            if (state.Endpoint is { } endpoint)
            {
                context.SetEndpoint(state.Endpoint = seal.Of(endpoint));
            }

            state.Passed = true;
        }
        catch (Exception e)
        {
            gate.Fail(state, e);
        }
    }

    private static void CutOfferedCodings(IHeaderDictionary headers, Forwarding forwarding)
    {
        if (forwarding.Effects.OfType<UsageMetering>().FirstOrDefault() is { } metering)
        {
            headers.AcceptEncoding = OfferedCodings.Cut(headers.AcceptEncoding, metering);
        }
    }

    private static void RemoveTwins(IHeaderDictionary headers, Forwarding forwarding)
    {
        HeaderTwins twins = new(forwarding.OwnedHeaders);
        foreach (string twin in headers.Keys.Where(twins.Contains).ToArray())
        {
            headers.Remove(twin);
        }
    }

    // Before the manifest's own changes: what it says of Cache-Control is meant.
    private static void KeepPrivate(HttpResponse response, PolicyState state)
    {
        if (state.OnTarget is { Callers.Count: > 0 } or { ExtAuthCaller: not null })
        {
            PrivateCacheControl.ApplyTo(response.Headers);
        }
    }

    // The path may be rewritten in what goes upstream; of a guard's endpoint it is not.
    private static void RemoveQueryToken(HttpContext context, PolicyRequest request, Forwarding forwarding)
    {
        TargetParts sent = TargetParts.Of(request.Target);
        if (forwarding.Target.EndsWith(sent.Query, StringComparison.Ordinal))
        {
            return;
        }

        string query = TargetParts.Of(forwarding.Target).Query;
        context.Request.QueryString = new QueryString(query is "?" ? "" : query);
        if (context.Features.Get<IHttpRequestFeature>() is { RawTarget.Length: > 0 } feature)
        {
            feature.RawTarget = (sent with { Query = query }).With(sent.Path);
        }
    }
}
