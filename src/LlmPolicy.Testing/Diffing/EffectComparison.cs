using LlmPolicy.RateLimits;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>One probe's differences between the two versions.</summary>
/// <param name="probe">The request and its caller.</param>
/// <param name="before">What the old version does with it.</param>
/// <param name="after">What the new version does.</param>
/// <param name="answered">The headers of an upstream's answer.</param>
internal sealed class EffectComparison(Probe probe, Effect before, Effect after, IReadOnlyList<HeaderField> answered)
{
    public IEnumerable<PolicyDifference> Find()
    {
        if (before.IsAllowed != after.IsAllowed)
        {
            var kind = after.IsAllowed ? PolicyDifferenceKind.NewlyAllowed : PolicyDifferenceKind.NewlyRefused;
            return [Make(kind, "answer", before.Outcome, after.Outcome)];
        }

        return (before.Decision.Forwarding, after.Decision.Forwarding) switch
        {
            (not null, not null) => OfForwarding(),
            (null, null) => Unless(PolicyDifferenceKind.ChangedAnswer, "answer", before.Answer, after.Answer),
            _ => [Make(PolicyDifferenceKind.ChangedAnswer, "answer", before.Outcome, after.Outcome)],
        };
    }

    private IEnumerable<PolicyDifference> OfForwarding() =>
    [
        .. Unless(PolicyDifferenceKind.OtherUpstream, "upstream", before.Upstream, after.Upstream),
        .. Unless(PolicyDifferenceKind.ChangedRequest, "Host", before.Host, after.Host),
        .. Unless(PolicyDifferenceKind.ChangedRequest, "bounds", before.Bounds, after.Bounds),
        .. Paths(),
        .. Unless(PolicyDifferenceKind.OtherSecret, "secret", before.SecretsBeside(after), after.SecretsBeside(before))
            .Select(d => d with { OldPosition = before.OriginOfSecret, NewPosition = after.OriginOfSecret }),
        .. before.SecretOfAnotherValue(after) is { } secret ? [Make(PolicyDifferenceKind.OtherSecret, "secret", secret.ToString(), "another value") with { OldPosition = before.OriginOfSecret, NewPosition = after.OriginOfSecret }] : Array.Empty<PolicyDifference>(),
        .. Headers(PolicyDifferenceKind.ChangedRequest, "header", before.RequestHeaders, after.RequestHeaders),
        .. Headers(
            PolicyDifferenceKind.ChangedAnswer, "response header", before.ResponseHeaders(answered), after.ResponseHeaders(answered)),
        .. Unless(PolicyDifferenceKind.ChangedRequest, "model", before.Models, after.Models),
        .. Bodies(),
        .. Unless(PolicyDifferenceKind.ChangedAnswer, "list of models", before.ModelList, after.ModelList),
        .. Unless(PolicyDifferenceKind.ChangedMetering, "metering", before.Metering, after.Metering).Select(d => d with { MayLoosen = before.IsMetered }),
        .. Budgets(),
        .. Limits(),
    ];

    private IEnumerable<PolicyDifference> Limits() => Unless(PolicyDifferenceKind.ChangedLimit, "limit", Words(before.Limits), Words(after.Limits)).Select(d => d with
    {
        OldPosition = before.Limits is [var old, ..] ? old.Position : before.Decision.Position,
        NewPosition = after.Limits is [var @new, ..] ? @new.Position : after.Decision.Position,
        MayLoosen = before.Limits.Count > 0,
    });

    private static string Words(IReadOnlyList<UncountedLimit> limits) => limits.Count == 0 ? "none" : string.Join("; ", limits.Select(limit => limit.Words));

    private IEnumerable<PolicyDifference> Unless(PolicyDifferenceKind kind, string what, string old, string @new) =>
        old == @new ? [] : [Make(kind, what, old, @new)];

    private IEnumerable<PolicyDifference> Budgets() => BudgetComparison.Of(before.Budgets, after.Budgets).Select(change =>
        Make(PolicyDifferenceKind.ChangedBudget, change.What, change.Old?.Words ?? "none", change.New?.Words ?? "none") with
        {
            OldPosition = change.Old?.Position ?? before.Decision.Position,
            NewPosition = change.New?.Position ?? after.Decision.Position,
            MayLoosen = change.MayLoosen,
        });

    /// <summary>What the meter, the name of a model and a budget change in a body is told as that.</summary>
    private IEnumerable<PolicyDifference> Bodies() => before.Body.SequenceEqual(after.Body) || before.Metering != after.Metering || before.Models != after.Models || Budgets().Any() ? []
        : [Make(PolicyDifferenceKind.ChangedRequest, "body", before.Body.IsEmpty ? "the client's" : "another", after.Body.IsEmpty ? "the client's" : "another")];

    private IEnumerable<PolicyDifference> Paths() => before.Target == after.Target ? []
        : [Make(PolicyDifferenceKind.ChangedRequest, "path", before.Path, before.Path == after.Path ? "with another query" : after.Path)];

    private IEnumerable<PolicyDifference> Headers(PolicyDifferenceKind kind, string what, ILookup<string, HeaderLine> old, ILookup<string, HeaderLine> @new)
    {
        // Where the secrets differ, that is told; another secret may have other headers.
        bool sameSecrets = before.SecretsBeside(after) == after.SecretsBeside(before);
        foreach (string name in old.Select(h => h.Key).Union(@new.Select(h => h.Key), StringComparer.OrdinalIgnoreCase))
        {
            var (oldLines, newLines) = (old[name].Where(l => sameSecrets || l.Secret is null), @new[name].Where(l => sameSecrets || l.Secret is null));
            if (!oldLines.Select(Identity).SequenceEqual(newLines.Select(Identity)))
            {
                var (oldWords, newWords) = (Words(oldLines), Words(newLines));
                var found = Make(kind, $"{what} {name.ToLowerInvariant()}", oldWords, oldWords == newWords ? "another value" : newWords);
                yield return found with { OldPosition = before.OriginOf(name), NewPosition = after.OriginOf(name) };
            }
        }
    }

    private static string Identity(HeaderLine line) => line.Secret is null ? $"={line.Value}" : "secret";

    /// <summary>Where its lines come from: a value could be a key that somebody wrote into a manifest.</summary>
    private static string Words(IEnumerable<HeaderLine> lines) =>
        string.Join(" and ", lines.Select(line => line.Secret is { } secret ? $"secret {secret}" : line.Value.StartsWith(HostConditions.ClientValue, StringComparison.Ordinal) ? "the client's" : "a value")) is { Length: > 0 } words ? words : "none";

    private PolicyDifference Make(PolicyDifferenceKind kind, string what, string old, string @new) => new()
    {
        Kind = kind,
        What = what,
        Request = probe.Words,
        Caller = probe.Caller,
        Old = old,
        New = @new,
        OldPosition = before.Decision.Position,
        NewPosition = after.Decision.Position,
        Requests = 1,
        MayLoosen = kind != PolicyDifferenceKind.NewlyRefused && after.IsAllowed,
    };
}
