using LlmPolicy.Headers;

namespace LlmPolicy.Routing;

/// <summary><c>ai</c> of an Upstream, compiled: what becomes of a request that goes to its provider, behind all that the route says.</summary>
/// <param name="Paths">The provider's paths.</param>
/// <param name="Headers">Its key, and what else it asks for. No credential of the caller's own goes there beside the key.</param>
/// <param name="Model">The model that is sent in the body in the place of any that is asked for; null: the one that is asked for.</param>
internal sealed record ProviderCall(IProviderPath Paths, HeaderLevel? Headers, (string Name, SourcePosition Position)? Model)
{
    public string Target(string target) =>
        target.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? Paths.Apply(target[..query], target[query..]) : Paths.Apply(target, "");
}
