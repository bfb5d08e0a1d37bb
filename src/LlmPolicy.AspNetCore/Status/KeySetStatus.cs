namespace LlmPolicy.Status;

/// <summary>The keys of one <c>jwks.remote</c> as they are now.</summary>
/// <param name="Jwks">Where they come from.</param>
/// <param name="Count">How many keys are in force; null for none that were fetched.</param>
/// <param name="Age">How old the last good answer is; null if there is none.</param>
/// <param name="Problem">Why the last fetch failed; null if it did not.</param>
/// <param name="Fetches">How many fetches have ended, by whatever generation.</param>
/// <param name="Failures">How many of them gave no usable key.</param>
internal sealed record KeySetStatus(RemoteJwks Jwks, int? Count, TimeSpan? Age, string? Problem, long Fetches, long Failures)
{
    /// <summary>Whether the keys are missing, or older than their <c>cacheDuration</c> since the server gives no newer ones.</summary>
    public bool IsStale => Count is null || (Problem is not null && Age > Jwks.CacheDuration);
}
