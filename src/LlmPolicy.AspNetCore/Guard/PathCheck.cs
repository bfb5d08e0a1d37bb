using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmPolicy.Guard;

/// <summary>
/// Holds what the app will serve against what the policy decided on. The policy matches the raw target, as Envoy does; the app's routing
/// reads it otherwise. Where the two would come under different routes, the request is refused.
/// </summary>
internal sealed class PathCheck(TimeProvider time)
{
    // Each reading may cost a signature; more than these is no honest request.
    private const int MostReadings = 16;

    /// <summary>The refusal; null if every reading of the path comes under the route that was decided on.</summary>
    public PolicyDecision? Refuse(HttpContext context, PolicyState state, Endpoint? endpoint, RouteValueDictionary values)
    {
        TargetParts target = TargetParts.Of(state.Request.Target);
        if (state.Arrived.Query != new QueryString(target.Query).ToUriComponent() || !HoldsForOrigin(state))
        {
            return GuardRefusals.Rewritten(state.OnTarget.Route);
        }

        string decoded = PathText.AsServerDecodes(target.Path);
        string pathBase = context.Request.PathBase.Value ?? "";
        string served = pathBase + context.Request.Path.Value;
        // A base that a trusted proxy took off never was in the target.
        int outside = served.Length - decoded.Length;
        if (outside < 0 || outside > pathBase.Length || !served.EndsWith(decoded, StringComparison.Ordinal))
        {
            return GuardRefusals.Rewritten(state.OnTarget.Route);
        }

        pathBase = pathBase[outside..];
        HashSet<string> seen = new(StringComparer.Ordinal) { target.Path, PathText.WithUpperEscapes(target.Path) };
        var readings = PathReadings.Of(context.Request, endpoint, values, pathBase);
        return Agree(state, target, readings, seen) && RegexesAgree(state, target, seen) ? null : GuardRefusals.Ambiguous(state.OnTarget.Route);
    }

    /// <summary>Whether a path that was rewritten since, and nothing else of the request, comes under the route that was decided on: <c>/index.html</c> in the place of <c>/</c>.</summary>
    public bool ComesUnderSameRoute(HttpContext context, PolicyState state)
    {
        var now = ServedRequest.Of(context);
        TargetParts target = TargetParts.Of(state.Request.Target);
        return now.Method == state.Served.Method && now.Query == state.Served.Query && HoldsForOrigin(state)
            && Agree(state, target, [PathText.Encode(now.PathBase + now.Path)], [target.Path]);
    }

    // A forwarded host that is known only after the decision may be another virtual host's.
    private bool HoldsForOrigin(PolicyState state)
    {
        if (state.Origin == new RequestOrigin(state.Request.Scheme, state.Request.Authority))
        {
            return true;
        }

        var other = Evaluate(state, state.Request with { Scheme = state.Origin.Scheme, Authority = state.Origin.Authority });
        return other.Outcome == PolicyOutcome.Forward && other.Route == state.OnTarget.Route;
    }

    private bool Agree(PolicyState state, TargetParts target, IEnumerable<string> readings, HashSet<string> seen)
    {
        var spellings = state.Generation.Spellings;
        foreach (string reading in readings.Prepend(target.Path).SelectMany(path => spellings.Of(path).Prepend(path)))
        {
            if (!seen.Add(reading))
            {
                continue;
            }

            var other = Evaluate(state, state.Request with { Target = target.With(reading) });
            if (other.Outcome != PolicyOutcome.Forward || other.Route != state.OnTarget.Route || seen.Count > MostReadings)
            {
                return false;
            }
        }

        return true;
    }

    // A pattern has no spelling of its own to read a path in: lower case is what is left to try.
    private bool RegexesAgree(PolicyState state, TargetParts target, HashSet<string> seen)
    {
        var spellings = state.Generation.Spellings;
        return !spellings.HasRegexes || seen.Select(path => path.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)
            .Where(path => !seen.Contains(path))
            .Select(path => Evaluate(state, state.Request with { Target = target.With(path) }).Route)
            .All(other => other is null || other == state.OnTarget.Route || !spellings.MatchesByRegex(other));
    }

    // Another reading of a request that was counted is not another request.
    private PolicyDecision Evaluate(PolicyState state, PolicyRequest request) =>
        state.Generation.Policy.Evaluate(request, state.Facts with { RateLimits = state.Facts.RateLimits.WithoutCounting() }, time.GetUtcNow());
}
