namespace LlmPolicy;

/// <summary>Who <c>extauth</c> says that the caller is. Immutable.</summary>
public sealed class ExtAuthCaller
{
    internal ExtAuthCaller(string userId, ResourceName? secret, IReadOnlyDictionary<string, string> metadata) => (UserId, Secret, Metadata) = (userId, secret, metadata);

    /// <summary>What the upstream is told (<c>x-user-id</c>): of an API key the name of its Secret, of <c>basicAuth</c> the user's.</summary>
    public string UserId { get; }

    /// <summary>The Secret that holds the caller's API key; null where it was shown otherwise.</summary>
    public ResourceName? Secret { get; }

    /// <summary>What the Secret says beside the key, as text.</summary>
    internal IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The user's id alone.</summary>
    public override string ToString() => UserId;
}
