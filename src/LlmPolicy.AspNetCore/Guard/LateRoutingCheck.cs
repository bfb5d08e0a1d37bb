using LlmPolicy.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace LlmPolicy.Guard;

/// <summary>
/// Checks the path of an endpoint that routing chooses after the guard has let the request pass: the guard stands before UseRouting, or
/// a branch behind it has routing of its own.
/// </summary>
internal sealed class LateRoutingCheck(PolicyGate gate, EndpointSeal seal, RequestGuard guard, PolicyUsage usage) : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>Last: what is left by then is what will run.</summary>
    public override int Order => int.MaxValue;

    /// <summary>Endpoints that are exempt from the check need not pay for it, nor a gateway without a guard: routing takes a longer way where a policy applies.</summary>
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => usage.HasGuard ? EndpointRole.Of(endpoint) != LlmPolicyEndpointRole.Exempt : !EndpointRole.IsExempt(endpoint));

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        if (PolicyGate.IsReexecuted(httpContext))
        {
            return Task.CompletedTask;
        }

        if (httpContext.Features.Get<ILlmPolicyFeature>() is not PolicyState { Passed: true } state)
        {
            if (httpContext.Features.Get<ExemptRequest>() is not null)
            {
                GuardFromWithin(candidates);
            }

            return Task.CompletedTask;
        }

        for (int i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i))
            {
                continue;
            }

            Endpoint endpoint = EndpointRole.Of(candidates[i].Endpoint) == LlmPolicyEndpointRole.Exempt ? candidates[i].Endpoint : seal.Of(candidates[i].Endpoint);
            candidates.ReplaceEndpoint(i, endpoint, candidates[i].Values);
            gate.Check(httpContext, state, endpoint, candidates[i].Values ?? []);
            break;
        }

        if (state.Decision is { Outcome: PolicyOutcome.Respond } refusal)
        {
            httpContext.SetEndpoint(new Endpoint(c => gate.RespondAsync(c, refusal), EndpointMetadataCollection.Empty, "LlmPolicy refusal"));
        }

        return Task.CompletedTask;
    }

    /// <summary>A request that was for an exempt endpoint, and whose path a middleware has rewritten since, was not decided on.</summary>
    private void GuardFromWithin(CandidateSet candidates)
    {
        for (int i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && candidates[i].Endpoint is { RequestDelegate: { } serve } endpoint && !EndpointRole.IsExempt(endpoint))
            {
                candidates.ReplaceEndpoint(i, new Endpoint(context => guard.InvokeAsync(context, serve), endpoint.Metadata, endpoint.DisplayName), candidates[i].Values);
            }
        }
    }
}
