using LlmPolicy.Exchanges;

namespace LlmPolicy.ExtAuth;

/// <summary>An API key that a Secret holds: its digest, and whose it is.</summary>
/// <param name="Digest">What the key is found by.</param>
/// <param name="Grant">What comes of showing it.</param>
internal sealed record ApiKey(KeyDigest Digest, AuthGrant Grant)
{
    /// <summary>A key that may be shown in its place, where a policy is tested; null in one that serves.</summary>
    public string? StandIn { get; init; }

    /// <summary>The entry that the Secret needs, and does not have (<c>required</c>): then the key is refused. Null for none.</summary>
    public string? Lacks { get; init; }

    /// <summary>What headers have to be (<c>match</c>), by digests: the header's name, and null where the Secret does not say.</summary>
    public IReadOnlyList<(string Header, KeyDigest? Value)> Match { get; init; } = [];

    /// <summary>The first header that is not what the Secret says; null if all are.</summary>
    public string? FindMismatch(Exchange exchange)
    {
        for (int i = 0; i < Match.Count; i++)
        {
            var (header, wanted) = Match[i];
            var lines = exchange.Headers.Lines(header);
            if (wanted is not { } value || !lines.MoveNext() || !KeyDigest.Of(lines.Current).FixedTimeEquals(value) || lines.MoveNext())
            {
                return header;
            }
        }

        return null;
    }
}
