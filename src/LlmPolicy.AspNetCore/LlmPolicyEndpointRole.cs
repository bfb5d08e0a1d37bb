namespace LlmPolicy;

/// <summary>What the policy means to an endpoint.</summary>
public enum LlmPolicyEndpointRole
{
    /// <summary>The policy is asked before the endpoint runs, with or without the middleware (<c>RequireLlmPolicy</c>).</summary>
    Guarded,

    /// <summary>The policy is not asked (<c>DisableLlmPolicy</c>).</summary>
    Exempt,

    /// <summary>The endpoint asks the policy itself and forwards the raw target: the guard lets it pass.</summary>
    Gateway,
}
