using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace LlmPolicy.Guard;

/// <summary>
/// Checks the path of an endpoint that routing chooses after the guard has let the request pass: the guard stands before UseRouting, or
/// a branch behind it has routing of its own.
/// </summary>
internal sealed class LateRoutingCheck(PolicyGate gate, EndpointSeal seal) : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>Last: what is left by then is what will run.</summary>
    public override int Order => int.MaxValue;

    /// <summary>Endpoints that are exempt from the check need not pay for it: routing takes a longer way where a policy applies.</summary>
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(endpoint => !EndpointRole.IsExempt(endpoint));

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        if (httpContext.Features.Get<ILlmPolicyFeature>() is not PolicyState { Passed: true } state || PolicyGate.IsReexecuted(httpContext))
        {
            return Task.CompletedTask;
        }

        for (int i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i))
            {
                continue;
            }

            Endpoint endpoint = EndpointRole.IsExempt(candidates[i].Endpoint) ? candidates[i].Endpoint : seal.Of(candidates[i].Endpoint);
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
}
