namespace LlmPolicy.Assurance.Pipelines;

/// <summary>Somebody who asks.</summary>
/// <param name="Name">The token's <c>sub</c>.</param>
/// <param name="Team">The team whose rights the caller has; null: none.</param>
/// <param name="Token">The token; null: none.</param>
/// <param name="ApiKey">The key, for <see cref="Rights.Keys"/>; null: none.</param>
internal sealed record Caller(string Name, string? Team, string? Token, string? ApiKey)
{
    private static readonly SigningKey Key = SigningKey.Rsa();
    private static readonly SigningKey AnotherKey = SigningKey.Rsa();

    /// <summary>May what team <c>a</c> may.</summary>
    public static Caller Alice { get; } = Of("alice", "a", Key);

    /// <summary>May what team <c>b</c> may.</summary>
    public static Caller Bob { get; } = Of("bob", "b", Key);

    /// <summary>Has no token.</summary>
    public static Caller Nobody { get; } = new("nobody", null, null, null);

    /// <summary>Says to be Alice, and signs it.</summary>
    public static Caller Forger { get; } = Of("alice", "a", AnotherKey) with { Name = "forger", Team = null, ApiKey = "a-key-of-nobodys" };

    public static IReadOnlyList<Caller> All { get; } = [Alice, Bob, Nobody, Forger];

    public static string PublicKey => Key.PublicKey;

    /// <summary>Whether the policy takes the token.</summary>
    public bool IsKnown => Team is not null;

    private static Caller Of(string name, string team, SigningKey key) => new(name, team, key.Sign($$"""{"iss":"pipelines","sub":"{{name}}","team":"{{team}}"}"""), $"the-key-of-{name}-51d0");
}
