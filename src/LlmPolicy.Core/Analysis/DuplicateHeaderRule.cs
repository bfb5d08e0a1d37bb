using LlmPolicy.Evaluation;
using LlmPolicy.Headers;

namespace LlmPolicy.Analysis;

/// <summary>A header that is set twice on one level, or that a later level sets anew or takes off.</summary>
internal sealed class DuplicateHeaderRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var policy in context.Routes.Select(r => r.Route.Policy).OfType<RoutePolicy>())
        {
            Check(policy.Levels.RequestLevels, context);
            Check(policy.Levels.ResponseLevels, context);
            foreach (var destination in (policy.Action as Routing.ForwardAction)?.Destinations.All ?? [])
            {
                Check(destination.RequestLevel, policy.Levels.RequestLevels, context);
                Check(destination.ResponseLevel, policy.Levels.ResponseLevels, context);
            }
        }
    }

    private static void Check(HeaderLevel? first, IReadOnlyList<HeaderLevel> levels, AnalysisContext context)
    {
        if (first is not null)
        {
            Check([first, .. levels], context);
        }
    }

    private static void Check(IReadOnlyList<HeaderLevel> levels, AnalysisContext context)
    {
        // From the last level to the first: what is fixed there is lost here.
        var fixedLater = new Dictionary<string, (SourcePosition Origin, string Fate)>(StringComparer.OrdinalIgnoreCase);
        foreach (var level in levels.Reverse())
        {
            CheckLevel(level, context);
            foreach (var addition in level.Additions)
            {
                foreach (var (name, (origin, fate)) in Names(addition).Where(fixedLater.ContainsKey).Select(n => (n, fixedLater[n])))
                {
                    context.Warn(
                        DiagnosticCodes.DuplicateHeader, addition.Origin, $"'{name}' has no effect: {origin} {fate} later.", "Keep one of them; a host's headers come after its routes'.");
                }
            }

            foreach (var removal in level.Removals)
            {
                fixedLater[removal.Name] = (removal.Origin, "takes it off");
            }

            foreach (var (name, addition) in Sets(level).Where(s => IsCertain(s.Addition)))
            {
                fixedLater[name] = (addition.Origin, "sets it");
            }
        }
    }

    private static void CheckLevel(HeaderLevel level, AnalysisContext context)
    {
        var later = new Dictionary<string, SourcePosition>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, addition) in Sets(level).Reverse())
        {
            if (later.TryGetValue(name, out var origin))
            {
                context.Warn(DiagnosticCodes.DuplicateHeader, addition.Origin, $"'{name}' has no effect: {origin} sets it later.", "Keep one of them.");
            }
            else if (IsCertain(addition))
            {
                later.Add(name, addition.Origin);
            }
        }
    }

    /// <summary>A value that may turn out empty leaves the header alone.</summary>
    private static bool IsCertain(HeaderAddition addition) => addition.Fixed is not null;

    private static IEnumerable<(string Name, HeaderAddition Addition)> Sets(HeaderLevel level) =>
        from addition in level.Additions
        where addition.Kind == HeaderChangeKind.Set
        from name in Names(addition)
        select (name, addition);

    private static IEnumerable<string> Names(HeaderAddition addition) => addition.Secret is { } secret ? secret.Headers ?? (IEnumerable<string>)[] : [addition.Name];
}
