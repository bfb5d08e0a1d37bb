namespace LlmPolicy;

/// <summary>Marks an endpoint. Where there are several, the last one counts, so an endpoint overrides its group.</summary>
/// <param name="role">What the policy means to the endpoint.</param>
public sealed class LlmPolicyEndpointMetadata(LlmPolicyEndpointRole role)
{
    /// <summary>What the policy means to the endpoint.</summary>
    public LlmPolicyEndpointRole Role { get; } = role;

    /// <summary>The role, for route listings.</summary>
    public override string ToString() => $"LlmPolicy: {Role}";
}
