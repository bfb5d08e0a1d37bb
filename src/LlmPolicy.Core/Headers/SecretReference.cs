namespace LlmPolicy.Headers;

/// <summary>A <c>headerSecretRef</c>, compiled; <paramref name="Headers"/> is null where only the host knows the secret's headers.</summary>
internal sealed record SecretReference(ResourceName Name, IReadOnlySet<string>? Headers)
{
    /// <summary>Where the key in it goes, where it is a provider's; null: every header of it goes under its own name.</summary>
    public ProviderKey? Key { get; init; }
}
