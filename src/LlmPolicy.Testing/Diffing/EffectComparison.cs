using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>One probe's differences between the two versions.</summary>
internal static class EffectComparison
{
    /// <summary>What an upstream may answer with, so that changes of it are seen.</summary>
    private static readonly HeaderField[] UpstreamHeaders = [new("server", "upstream"), new("x-upstream", "upstream"), new("x-powered-by", "upstream")];

    public static IEnumerable<PolicyDifference> Of(Probe probe, Effect before, Effect after)
    {
        if (before.IsAllowed != after.IsAllowed)
        {
            var kind = after.IsAllowed ? PolicyDifferenceKind.NewlyAllowed : PolicyDifferenceKind.NewlyRefused;
            return [Make(probe, kind, "answer", before, after, before.Outcome, after.Outcome)];
        }

        return (before.Decision.Forwarding, after.Decision.Forwarding) switch
        {
            (not null, not null) => OfForwarding(probe, before, after),
            (null, null) => Aspects(probe, before, after, (PolicyDifferenceKind.ChangedAnswer, "answer", before.Answer, after.Answer)),
            _ => [Make(probe, PolicyDifferenceKind.ChangedAnswer, "answer", before, after, before.Outcome, after.Outcome)],
        };
    }

    private static IEnumerable<PolicyDifference> OfForwarding(Probe probe, Effect before, Effect after) =>
    [
        .. Aspects(
            probe, before, after,
            (PolicyDifferenceKind.OtherUpstream, "upstream", before.Upstream, after.Upstream),
            (PolicyDifferenceKind.ChangedRequest, "Host", before.Host, after.Host),
            (PolicyDifferenceKind.ChangedRequest, "bounds", before.Bounds, after.Bounds)),
        .. Paths(probe, before, after),
        .. Secrets(probe, before, after),
        .. Headers(PolicyDifferenceKind.ChangedRequest, "header", before.RequestHeaders, after.RequestHeaders, probe, before, after),
        .. Headers(
            PolicyDifferenceKind.ChangedAnswer, "response header", before.ResponseHeaders(UpstreamHeaders), after.ResponseHeaders(UpstreamHeaders), probe, before, after),
    ];

    private static IEnumerable<PolicyDifference> Aspects(
        Probe probe, Effect before, Effect after, params IReadOnlyList<(PolicyDifferenceKind Kind, string What, string Old, string New)> aspects) =>
        aspects.Where(a => a.Old != a.New).Select(a => Make(probe, a.Kind, a.What, before, after, a.Old, a.New));

    private static IEnumerable<PolicyDifference> Paths(Probe probe, Effect before, Effect after)
    {
        if (before.Target != after.Target)
        {
            var (old, @new) = (before.Path, after.Path);
            yield return Make(probe, PolicyDifferenceKind.ChangedRequest, "path", before, after, old, old == @new ? "with another query" : @new);
        }
    }

    private static IEnumerable<PolicyDifference> Secrets(Probe probe, Effect before, Effect after)
    {
        if (before.Secrets != after.Secrets)
        {
            yield return Make(probe, PolicyDifferenceKind.OtherSecret, "secret", before, after, before.Secrets, after.Secrets)
                with
            { OldPosition = before.OriginOfSecret, NewPosition = after.OriginOfSecret };
        }
    }

    private static IEnumerable<PolicyDifference> Headers(
        PolicyDifferenceKind kind, string what, ILookup<string, HeaderLine> old, ILookup<string, HeaderLine> @new, Probe probe, Effect before, Effect after)
    {
        foreach (string name in old.Select(h => h.Key).Union(@new.Select(h => h.Key), StringComparer.OrdinalIgnoreCase))
        {
            // Where the secrets differ, that is told; another secret may have other headers.
            bool sameSecrets = before.Secrets == after.Secrets;
            var (oldLines, newLines) = (old[name].Where(l => sameSecrets || l.Secret is null), @new[name].Where(l => sameSecrets || l.Secret is null));
            if (!oldLines.Select(Identity).SequenceEqual(newLines.Select(Identity)))
            {
                var (oldWords, newWords) = (Words(oldLines), Words(newLines));
                yield return Make(probe, kind, $"{what} {name.ToLowerInvariant()}", before, after, oldWords, oldWords == newWords ? "another value" : newWords)
                    with
                { OldPosition = before.OriginOf(name), NewPosition = after.OriginOf(name) };
            }
        }
    }

    private static string Identity(HeaderLine line) => line.Secret is null ? $"={line.Value}" : "secret";

    /// <summary>Where its lines come from: a value could be a key that somebody wrote into a manifest.</summary>
    private static string Words(IEnumerable<HeaderLine> lines) =>
        string.Join(" and ", lines.Select(line => line.Secret is { } secret ? $"secret {secret}" : line.Value == "client" ? "the client's" : "a value")) is { Length: > 0 } words ? words : "none";

    private static PolicyDifference Make(Probe probe, PolicyDifferenceKind kind, string what, Effect before, Effect after, string old, string @new) =>
        new(kind, what, probe.Words, probe.Caller, old, @new, before.Decision.Position, after.Decision.Position, 1);
}
