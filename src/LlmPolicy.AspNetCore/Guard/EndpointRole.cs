using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Guard;

/// <summary>What the policy means to an endpoint; null where nothing was said.</summary>
internal static class EndpointRole
{
    public static LlmPolicyEndpointRole? Of(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<LlmPolicyEndpointMetadata>()?.Role;
}
