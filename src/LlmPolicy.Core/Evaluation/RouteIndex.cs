using LlmPolicy.Exchanges;
using LlmPolicy.Routing;

namespace LlmPolicy.Evaluation;

/// <summary>
/// A host's matchers by how their paths begin, so that a request is held against those alone whose beginning it has. They are tried in the
/// order of the routes: the answer is the one that trying all of them gives.
/// </summary>
internal sealed class RouteIndex
{
    /// <summary>Fewer matchers are tried faster one after the other.</summary>
    private const int FewMatchers = 8;

    /// <summary>A longer beginning is cut: bounds how deep the tree is, whatever a manifest holds.</summary>
    private const int MaxStart = 128;

    private readonly RouteMatch[] _matches;
    private readonly PathNode _starts;

    private RouteIndex(RouteMatch[] matches)
    {
        _matches = matches;
        _starts = PathNode.Tree(matches.Select(match => Start(match.Matcher)));
    }

    /// <summary>The index of some routes; null where they are so few that it would cost more than it saves.</summary>
    public static RouteIndex? Of(RoutePolicy[] routes)
    {
        RouteMatch[] matches = [.. routes.SelectMany(route => route.Matchers, (route, matcher) => new RouteMatch(route, matcher))];
        return matches.Length < FewMatchers ? null : new RouteIndex(matches);
    }

    /// <summary>The first matcher that fits, with its route.</summary>
    public RouteMatch? Match(Exchange exchange)
    {
        var found = _starts.Find(exchange.Target.Path);
        for (int place = found.Next(0); place < _matches.Length; place = found.Next(place + 1))
        {
            if (_matches[place].Matcher.FindMismatch(exchange) is null)
            {
                exchange.MatcherIndex = _matches[place].Matcher.Index;
                return _matches[place];
            }
        }

        return null;
    }

    /// <summary>Up to what is not ASCII, which no normalised path holds: there no letter has another case than its own.</summary>
    private static string Start(RouteMatcher matcher)
    {
        string start = matcher.Path.Start;
        int end = start.AsSpan().IndexOfAnyExceptInRange('\0', '\x7f');
        return start[..Math.Min(MaxStart, end < 0 ? start.Length : end)];
    }
}
