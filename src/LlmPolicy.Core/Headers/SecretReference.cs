namespace LlmPolicy.Headers;

/// <summary>A <c>headerSecretRef</c>, compiled; <paramref name="Headers"/> is null where only the host knows the secret's headers.</summary>
internal sealed record SecretReference(ResourceName Name, IReadOnlySet<string>? Headers);
