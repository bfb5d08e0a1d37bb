namespace LlmPolicy.Keys;

/// <summary>A source that the app added, and the name of the provider whose keys it has.</summary>
internal sealed record NamedJwksSource(string Provider, IJwksSource Source);
