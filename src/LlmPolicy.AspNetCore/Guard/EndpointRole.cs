using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Guard;

/// <summary>What the policy means to an endpoint; null where nothing was said.</summary>
internal static class EndpointRole
{
    /// <summary>Whether the path that an endpoint stands for is not held against the decision: the gateway serves the raw target.</summary>
    public static bool IsExempt(Endpoint? endpoint) => Of(endpoint) is LlmPolicyEndpointRole.Gateway or LlmPolicyEndpointRole.Exempt;

    public static LlmPolicyEndpointRole? Of(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<LlmPolicyEndpointMetadata>()?.Role;
}
