namespace LlmPolicy.ExtAuth;

/// <summary>An <c>extauth</c> of a weighted destination's own, which takes the place of its route's.</summary>
/// <param name="Step">What it asks; null where it is switched off.</param>
internal sealed record DestinationAuth(AuthStep? Step);
