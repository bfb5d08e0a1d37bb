namespace LlmPolicy.Hosting;

/// <summary>Whether the app's pipeline asks the policy.</summary>
internal sealed class PolicyUsage
{
    public bool HasGuard { get; set; }
}
