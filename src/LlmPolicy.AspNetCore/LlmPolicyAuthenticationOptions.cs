using Microsoft.AspNetCore.Authentication;

namespace LlmPolicy;

/// <summary>Options of the scheme <c>LlmPolicy</c>.</summary>
public sealed class LlmPolicyAuthenticationOptions : AuthenticationSchemeOptions
{
    /// <summary>The claim that <c>User.Identity.Name</c> is.</summary>
    /// <value>Default: <c>sub</c>.</value>
    public string NameClaimType { get; set; } = "sub";

    /// <summary>The claim that <c>User.IsInRole</c> and <c>[Authorize(Roles = ...)]</c> read.</summary>
    /// <value>Default: <c>roles</c>.</value>
    public string RoleClaimType { get; set; } = "roles";
}
