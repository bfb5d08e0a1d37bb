using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.RateLimits;

/// <summary>Metadata of <c>envoy.filters.http.jwt_authn</c>: a claim of the caller who was verified last, or of a provider's.</summary>
/// <param name="Provider">The provider; null for any.</param>
/// <param name="Path">The claim.</param>
internal sealed record MetadataClaim(string? Provider, ClaimPath Path)
{
    private const string JwtNamespace = "envoy.filters.http.jwt_authn";
    private const string AnyProvider = "principal";

    /// <summary>The claim that a metadata key names; null where it names another metadata, or all claims.</summary>
    public static MetadataClaim? Of(string key, string[] path) =>
        key == JwtNamespace && path is [var provider, .. { Length: > 0 } names] ? new(provider == AnyProvider ? null : provider, new ClaimPath(names)) : null;

    public JsonElement? Find(IReadOnlyList<VerifiedCaller> callers) =>
        callers.LastOrDefault(caller => Provider is null || caller.Provider == Provider) is { } known ? Path.Find(known.Payload) : null;
}
