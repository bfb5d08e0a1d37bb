namespace LlmPolicy;

/// <summary>Names of the authentication scheme.</summary>
public static class LlmPolicyAuthenticationDefaults
{
    /// <summary>The scheme's name, <c>LlmPolicy</c>.</summary>
    public const string AuthenticationScheme = "LlmPolicy";
}
