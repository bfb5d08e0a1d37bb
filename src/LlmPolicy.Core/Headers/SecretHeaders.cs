using System.Collections.Immutable;

namespace LlmPolicy.Headers;

/// <summary>Which headers may hold a secret by now; <paramref name="Names"/> is null once only the host knows them.</summary>
internal sealed record SecretHeaders(ImmutableHashSet<string>? Names)
{
    public static SecretHeaders None { get; } = new(ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase));

    public bool MayHold(string name) => Names is null || Names.Contains(name);

    public SecretHeaders With(IReadOnlySet<string>? names) =>
        Names is null || names is null ? new SecretHeaders((ImmutableHashSet<string>?)null) : new(Names.Union(names));
}
