namespace LlmPolicy.ExtAuth;

/// <summary>What comes of a config that passed.</summary>
/// <param name="Caller">Who it is; null where the config names nobody.</param>
/// <param name="Headers">The headers that say so upstream.</param>
internal sealed record AuthGrant(ExtAuthCaller? Caller, IReadOnlyList<HeaderChange> Headers)
{
    /// <summary>Of a config that says nothing of who it is.</summary>
    public static readonly AuthGrant Nothing = new(null, []);
}
